// The libraries have no types of this API yet.
type TrustedTypes = {
  createPolicy(name: 'default', rules: { createScriptURL(address: string): string | null }): unknown;
};

/**
 * Allows the scripts of one folder, for a content security policy with `require-trusted-types-for 'script'`. Trusted Types then refuse all other
 * scripts, and all text that would become markup or code. Does nothing in browsers without Trusted Types.
 * @param folder URL of the folder of this copy of Prunescope
 * @param others starts of the URLs of further scripts that this page makes
 */
export function allowScriptsOf(folder: string, ...others: readonly string[]): void {
  const allowed = [new URL('.', folder).href, ...others];
  (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('default', {
    createScriptURL(given) {
      const address = new URL(given, folder).href;
      return allowed.some((start) => address.startsWith(start)) ? given : null;
    },
  });
}
