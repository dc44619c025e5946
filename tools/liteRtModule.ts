import type { Plugin } from 'vite';

/**
 * Makes the script of LiteRT a module: it is a classic script that sets `ModuleFactory`, and module workers load no classic scripts. What it
 * needs for Node.js and other module systems is left out.
 */
export function liteRtModule(): Plugin {
  return {
    name: 'litert-module',
    transform(code, id) {
      if (!/litert_wasm_\w+\.js(?:\?|$)/.test(id)) return undefined;
      const [script, umd] = code.split(/^\/\/ Export using a UMD style export/m);
      const browserOnly = script!
        .replace(/var ENVIRONMENT_IS_NODE = .*;/, 'var ENVIRONMENT_IS_NODE = false;')
        .replace(/require\("node:\w+"\)/g, 'undefined');
      if (umd === undefined || !browserOnly.includes('ENVIRONMENT_IS_NODE = false'))
        throw new Error(`${id} is not the script that liteRtModule.ts expects`);
      return { code: `${browserOnly}\nexport default ModuleFactory;\n`, map: null };
    },
  };
}
