import { clean } from "../../provider/api/foreignText.ts";
import { matchOf } from "../../provider/resources/federationRule/wire.ts";

/** Who gets access tokens through a federation rule: `exchanges tokens of ci (https://ci.example.com) that match {...}`. */
export function exchangeText(
  rule: { readonly issuer_id: string } & Parameters<typeof matchOf>[0],
  issuer: { readonly name: string; readonly issuer_url: string } | undefined,
): string {
  const from = issuer === undefined ? rule.issuer_id : `${issuer.name} (${issuer.issuer_url})`;
  return clean(`exchanges tokens of ${from} that match ${JSON.stringify(matchOf(rule))}`);
}
