// Preloaded into every Node.js process that Pulumi starts for a test: of the two seconds that an `up` keeps a core busy,
// one is spent on loading what no test uses. Tests that are `unhurried` go without it, and so do users.
const Module = require("node:module");

// The language host that is built from Go modules ignores `typescript: false` and loads ts-node and the compiler into
// every program.
process.env.PULUMI_NODEJS_TYPESCRIPT = "false";

// With these the SDK serializes functions and drives other stacks, which this package never asks it to. They are loaded
// when they are used.
const whenUsed = new Set(["typescript", "@npmcli/arborist", "./automation"]);
const isSdk = /[\\/]@pulumi[\\/]pulumi[\\/]/;

// The SDK traces with these when it is told to. A use of them fails, since nothing is in them.
const untraced = new Set(
  process.env.TRACEPARENT === undefined
    ? [
        "instrumentation",
        "instrumentation-grpc",
        "exporter-zipkin",
        "resources",
        "sdk-trace-base",
        "sdk-trace-node",
      ]
    : [],
);
const telemetry = "@opentelemetry/";

const load = Module._load;
Module._load = function quick(request, parent, isMain) {
  const loadIt = () => load.call(this, request, parent, isMain);
  if (whenUsed.has(request) && isSdk.test(parent?.filename ?? "")) {
    return new Proxy({}, { get: (_, key) => (key === "__esModule" ? true : loadIt()[key]) });
  }
  if (request.startsWith(telemetry) && untraced.has(request.slice(telemetry.length))) return {};
  // Each of the SDK's errors would be looked up in source maps that are parsed first, though hardly any is printed.
  if (request === "source-map-support/register") {
    const support = load.call(this, "source-map-support", parent, false);
    return support.install({ overrideRetrieveSourceMap: true, retrieveSourceMap: () => null });
  }
  return loadIt();
};

// Node.js keeps what it has compiled when a process ends by itself. Pulumi kills its provider processes.
if (process.argv[1]?.includes("dynamic-provider")) setTimeout(Module.flushCompileCache, 200).unref();
