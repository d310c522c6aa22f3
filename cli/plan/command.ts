/** The Pulumi command whose effects a plan explains. */
export type Verb = "up" | "destroy";

/** Options of the command that change what it does. */
export interface CommandOptions {
  readonly destroy?: boolean | undefined;
  /** Whether the run also looks for changes outside of Pulumi. */
  readonly refresh?: boolean | undefined;
  /** Whether `destroy` leaves out protected resources. */
  readonly excludeProtected?: boolean | undefined;
}

/** The command as the user would run it, such as `pulumi up --refresh`. */
export function commandOf({ destroy, refresh, excludeProtected }: CommandOptions): string {
  const options = [
    ...(refresh === true ? ["--refresh"] : []),
    ...(excludeProtected === true ? ["--exclude-protected"] : []),
  ];
  return ["pulumi", destroy === true ? "destroy" : "up", ...options].join(" ");
}

export function verbOf({ command }: { readonly command: string }): Verb {
  return command.startsWith("pulumi destroy") ? "destroy" : "up";
}
