import { build, type InlineConfig } from 'vite';

const shared: InlineConfig = {
  ...{ configFile: false, logLevel: 'silent', publicDir: false },
  define: { 'process.env.NODE_ENV': '"production"' },
};

/** A script with everything in it, for a page that has nothing else. */
export async function bundledPage(entry: string): Promise<string> {
  const built = await build({
    ...shared,
    build: {
      ...{ write: false, target: 'es2022' },
      lib: { entry, formats: ['iife'], name: 'bench' },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const [output] = [built].flat();
  if (!('output' in output)) throw new Error(`${entry} was not built`);
  return output.output[0].code;
}

/** Writes a module with everything in it but Node's own, to `outDir`. */
export async function bundleForNode(entry: string, outDir: string, fileName: string): Promise<void> {
  await build({
    ...shared,
    ssr: { noExternal: true },
    build: {
      ...{ ssr: entry, outDir, target: 'node20', minify: false },
      rolldownOptions: { output: { entryFileNames: fileName, codeSplitting: false } },
    },
  });
}
