import { csvParseRows } from 'd3';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { violationsCsv } from '../../src/exports/csv';
import { figureOf } from '../../src/exports/figure';
import { figureSvg } from '../../src/exports/figureSvg';
import { reportMarkdown } from '../../src/exports/reportMarkdown';
import { twoOfFour } from '../../src/sparsity/pattern';
import { buildModel } from '../support/buildModel';
import { delimiterText } from '../support/delimiterText';
import { denseMatrix, mapFromText } from '../support/matrices';
import { denseLayer, reportOfBytes } from '../support/openBytes';

// Names of models and tensors are text in every file: they add no element, no row, no column and no formula.

const mapOf = (name: string) => mapFromText({ ...denseMatrix('FULLY_CONNECTED', [1, 4]), name }, ['####']);

it('SVG has the elements of any other figure', async () => {
  const elementsOf = async (name: string) => {
    const svg = figureSvg(figureOf(await mapOf(name), { modelName: name }, { coloring: 'nonzero', theme: 'light' }));
    // Each < and & starts an element or an entity, also in comments and processing instructions.
    expect(svg.replace(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
    const tags = [...svg.matchAll(/<([^\s>/]*)([^>]*)/g)];
    return new Set(tags.map(([, element, rest]) => `${element} ${rest!.replace(/"[^"]*"/g, '""')}`));
  };
  const plain = await elementsOf('dense/MatMul');
  await fc.assert(
    fc.asyncProperty(delimiterText, async (name) => {
      for (const element of await elementsOf(name)) expect(plain).toContain(element);
    }),
    { numRuns: 300 },
  );
});

it('CSV has one row, with the name in one field, which no spreadsheet evaluates', async () => {
  await fc.assert(
    fc.asyncProperty(delimiterText, async (name) => {
      const [header, ...rows] = csvParseRows([...violationsCsv(await mapOf(name), name)].join(''));
      expect(rows).toHaveLength(1);
      expect(rows[0]).toHaveLength(header!.length);
      const [model, , tensor] = rows[0]!;
      expect([model, tensor].map((field) => field!.replace(/^'/, ''))).toEqual(
        [name, name].map((n) => n.replace(/^'/, '')),
      );
      expect(model).not.toMatch(/^[=+\-@\t\r]/);
    }),
    { numRuns: 300 },
  );
});

it('Markdown has the lines and cells of any other report', async () => {
  const report = await reportOfBytes(buildModel(denseLayer({ shape: [2, 4], type: 'INT8' })), twoOfFour);
  const shapeOf = (text: string) => {
    const visible = text.replace(/\\[\\`*_~[\]<>&|$#@:.]/g, '');
    return visible.split('\n').map((line) => `${line.split('|').length} ${line.replace(/[^`<>[\]*]/g, '')}`);
  };
  const named = (name: string) => ({
    ...report,
    model: { ...report.model, name },
    tensors: report.tensors.map((tensor) => ({ ...tensor, name })),
  });
  const plain = shapeOf(reportMarkdown(named('a')));
  fc.assert(
    fc.property(delimiterText, (name) => {
      expect(shapeOf(reportMarkdown(named(name)))).toEqual(plain);
    }),
    { numRuns: 1000 },
  );
});
