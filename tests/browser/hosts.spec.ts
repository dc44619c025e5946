import { htmlSite, vitepressSite } from '../../tools/docsSites/sites';
import { findingsOf } from '../../tools/docsSites/visit';
import { expect, test } from '../support/pageObjects';

// Docs sites built from the snippets of the dialog. npm run test:docs-sites covers more tools.

for (const docs of [htmlSite, vitepressSite]) {
  test(`${docs.name}: pasted tags and frames draw, shift nothing and say no error`, async ({ browser }, testInfo) => {
    test.slow();
    const findings = await findingsOf(docs, testInfo.outputPath('site'), () => browser.newPage());
    expect(findings.length).toBeGreaterThan(5);
    expect(findings.filter(({ fault }) => fault !== undefined)).toEqual([]);
  });
}
