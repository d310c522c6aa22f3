import { z } from "zod";
import { idWithPrefix } from "../ids.ts";
import { emailProblem, normalEmail } from "./email.ts";

const form = "must be an email address such as `alice@example.com`, or an ID `user_...`";
const userId = idWithPrefix("user_");

/** A user as an input: an email address or an ID. */
export const EmailOrId = z
  .string(form)
  .overwrite((user) => (user.includes("@") ? normalEmail(user) : user.trim()))
  .superRefine((user, context) => {
    const message = user.includes("@")
      ? emailProblem(user)
      : userId.safeParse(user).success
        ? undefined
        : form;
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });

/** Users as an input, in the order of their names, each once. */
export const EmailsOrIds = z
  .array(EmailOrId, "must be an array of email addresses and IDs")
  .transform((list) => [...new Set(list)].sort());
