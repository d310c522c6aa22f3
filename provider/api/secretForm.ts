/**
 * Whether a value has the form of an Admin API key (`sk-ant-admin01-...`) or of an OAuth token (`sk-ant-oat01-...`).
 * No other value is sent as the credential: the repository can name the variable that holds it, so a pull request could
 * name a variable with another secret.
 */
export function isAdminSecret(value: string): boolean {
  return /^sk-ant-(?:admin|oat)\d\d-[A-Za-z0-9._~+/-]+=*$/.test(value);
}
