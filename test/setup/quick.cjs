// Preloaded into every Node.js process that Pulumi starts for a test. Half of the CPU time of an `up` goes into loading
// modules that no test uses. Tests that use `unhurried` run without it, as users do.
const Module = require("node:module");

// The language host that is built from Go modules ignores `typescript: false` and loads ts-node and the compiler into
// every program.
process.env.PULUMI_NODEJS_TYPESCRIPT = "false";

// The SDK needs these to serialize functions and for the Automation API, which this package does not use. They are loaded on
// first use.
const whenUsed = new Set(["typescript", "@npmcli/arborist", "./automation"]);
const isSdk = /[\\/]@pulumi[\\/]pulumi[\\/]/;

// The SDK uses these for tracing, which is off unless TRACEPARENT is set. Any use of the empty modules fails.
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

// To serialize functions, the SDK debugs every program and sets a flag of V8, which also makes the compile cache useless for the
// modules that come later.
const hooks = (loadIt) => ({
  isInitializedAsync: async () => {},
  getSessionAsync: () => loadIt().getSessionAsync(),
  getScriptUrl: (id) => loadIt().getScriptUrl(id),
});

const load = Module._load;
Module._load = function quick(request, parent, isMain) {
  const loadIt = () => load.call(this, request, parent, isMain);
  if (request.endsWith("/closure/v8Hooks") && isSdk.test(parent?.filename ?? "")) return hooks(loadIt);
  if (whenUsed.has(request) && isSdk.test(parent?.filename ?? "")) {
    return new Proxy({}, { get: (_, key) => (key === "__esModule" ? true : loadIt()[key]) });
  }
  if (request.startsWith(telemetry) && untraced.has(request.slice(telemetry.length))) return {};
  // Otherwise source maps are parsed for each of the SDK's errors, although hardly any is printed.
  if (request === "source-map-support/register") {
    const support = load.call(this, "source-map-support", parent, false);
    return support.install({ overrideRetrieveSourceMap: true, retrieveSourceMap: () => null });
  }
  return loadIt();
};

// Node.js writes the compile cache when a process exits by itself. Pulumi kills its provider processes.
if (process.argv[1]?.includes("dynamic-provider")) setTimeout(Module.flushCompileCache, 200).unref();
