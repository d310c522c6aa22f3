import type { Notice } from "../../provider/kernel/notices.ts";
import { kernelKeys } from "../../provider/kernel/stateKeys.ts";
import { joined } from "../output/phrases.ts";
import type { Action } from "./actions.ts";
import type { Copy } from "./copy.ts";
import { objectName } from "./objectName.ts";
import { isReplacement, type Step } from "./preview.ts";
import { holdsSecret } from "./secrets.ts";
import type { Result } from "./unknowns.ts";
import { invitedRoleIn, pendingStatuses } from "./waiting.ts";
import type { ResourceRef } from "./writes.ts";

/** The action of a create or update that sent no write. */
export function actionWithoutWrite(
  { op, kind, name: resource, old, new: state, secretInputs }: Step,
  { id, outputs }: Result,
  copy: Copy,
): Action {
  const ref = { kind: kind.kind, resource };
  const shown = objectName(kind.kind, id, outputs, copy);
  const secrets = Object.keys(state?.inputs ?? {}).filter((name) => holdsSecret(state?.inputs[name]));
  const unseen = [...new Set([...(secretInputs ?? []), ...secrets])]
    .filter((name) => name !== kernelKeys.pointer)
    .map((name) => `\`${name}\``);
  if (op === "update" && unseen.length > 0) {
    return {
      ...ref,
      type: "unknown",
      text: `${shown}: ${joined(unseen)} may change; the preview does not show secrets`,
    };
  }
  const creates = op === "create" || isReplacement(op);
  const role = invitedRoleIn(outputs);
  if (creates && outputs["adopted"] === true) {
    return { ...ref, type: "adopts", ...role, text: `${kind.kind} ${shown}${role.text}` };
  }
  if (outputs["status"] === "implicit") {
    return {
      ...ref,
      type: "recordsState",
      text: `${shown}: the role in the organization already gives this access`,
    };
  }
  const [before, after] = [old?.outputs["status"], outputs["status"]];
  const waits = pendingStatuses.has(String(after));
  if (creates && !waits) return { ...ref, type: "adopts", text: `${kind.kind} ${shown}` };
  const change = !creates && before !== after ? `: ${String(before)} before, ${String(after)} now` : "";
  const reason = change === "" && waits ? ": waiting for the user to join" : change;
  return { ...ref, type: "recordsState", ...role, text: `${kind.kind} ${shown}${reason}${role.text}` };
}

/** The action of a delete that sent no write, from its notices. */
export function deleteWithoutWrite(ref: ResourceRef, object: string, notices: readonly Notice[]): Action {
  if (notices.some(({ code }) => code === "ownershipMoved")) {
    return { ...ref, type: "movesOwnership", text: object };
  }
  if (notices.length > 0) {
    return { ...ref, type: "retains", text: notices.map(({ text }) => text).join(" ") };
  }
  return { ...ref, type: "recordsState", text: `${object}: nothing to remove` };
}
