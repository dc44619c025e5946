/**
 * Limits the document to scripts, styles, images and fonts of one folder, in addition to the policy of embed.html. That cannot name the folder, and
 * WebKit does not apply 'self' to a sandboxed frame, whose origin is opaque. Does nothing on a page of the disk.
 * @param script URL of a script in the folder
 */
export function limitToFilesOf(script: string): void {
  const { protocol, href } = new URL('.', script);
  if (!protocol.startsWith('http')) return;
  // These characters end a source or a directive.
  const folder = href.replaceAll(';', '%3B').replaceAll(',', '%2C');
  const policy = document.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = [
    `script-src ${folder} 'wasm-unsafe-eval'`,
    `style-src ${folder}`,
    `img-src ${folder} data: blob:`,
    `font-src ${folder}`,
    // Without it, some browsers apply script-src to workers.
    'worker-src blob:',
  ].join('; ');
  document.head.append(policy);
}
