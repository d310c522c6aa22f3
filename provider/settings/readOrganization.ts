/** Why an inline program fails if its functions read one organization and its resources belong to another. */
export function otherOrganizationRead(read: string, organization: string): string {
  return `The functions of this program read organization ${read}, but its resources belong to organization ${organization}.`;
}

export const passEnvVars =
  "An inline program does not see the `envVars` of its workspace. Pass them to the program with `withEnvVars`.";
