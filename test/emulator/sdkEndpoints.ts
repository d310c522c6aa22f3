import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const methods: Readonly<Record<string, string>> = {
  get: "GET",
  getAPIList: "GET",
  post: "POST",
  put: "PUT",
  patch: "PATCH",
  delete: "DELETE",
};

/**
 * The endpoints of the Admin API that the published code of the official SDK calls, such as
 * `GET /v1/organizations/users/{user_id}`, sorted. Throws on a request whose method or path it cannot read.
 */
export function sdkEndpoints(): string[] {
  const resources = dirname(fileURLToPath(import.meta.resolve("@anthropic-ai/sdk/resources/index.mjs")));
  const endpoints = new Set<string>();
  for (const file of readdirSync(resources, { recursive: true, encoding: "utf8" })) {
    if (!/^(beta\/)?organization\/.*\.mjs$/.test(file)) continue;
    for (const endpoint of endpointsOf(readFileSync(join(resources, file), "utf8"), file)) {
      endpoints.add(endpoint);
    }
  }
  return [...endpoints].sort();
}

/** The endpoints that the source text of a module calls as `this._client.METHOD(PATH, ...)`. */
export function endpointsOf(source: string, file = "source.mjs"): string[] {
  const endpoints: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { expression: target, name } = node.expression;
      if (ts.isPropertyAccessExpression(target) && target.name.text === "_client") {
        const path = pathOf(node.arguments[0]);
        const method = methods[name.text];
        if (path === undefined || method === undefined) {
          throw new Error(`cannot read the request in ${file}: ${node.getText().slice(0, 120)}`);
        }
        endpoints.push(`${method} ${path}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS));
  return endpoints;
}

/** The path in a string or in a template tagged `path`, without its query. */
function pathOf(node: ts.Expression | undefined): string | undefined {
  if (node === undefined) return undefined;
  const text = ts.isTaggedTemplateExpression(node) ? templateText(node.template) : literalText(node);
  return text?.startsWith("/") === true ? text.replace(/\?.*$/, "") : undefined;
}

function literalText(node: ts.Expression): string | undefined {
  return ts.isStringLiteralLike(node) ? node.text : undefined;
}

function templateText(template: ts.TemplateLiteral): string {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
  const rest = template.templateSpans.map(
    ({ expression, literal }) => `{${snakeCase(expression.getText())}}${literal.text}`,
  );
  return template.head.text + rest.join("");
}

/** `rbacGroupID` and `rbac_group_id` are both `rbac_group_id`. */
function snakeCase(name: string): string {
  return name
    .replace(/ID$/, "Id")
    .replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    .replace(/^_/, "");
}

/** An endpoint with unnamed parameters, for comparison. */
export function unnamed(endpoint: string): string {
  return endpoint.replace(/\{[^}]*\}/g, "{}");
}
