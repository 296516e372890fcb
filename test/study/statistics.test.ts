import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { agreementIntervals } from '../../src/study/bootstrap.ts';
import { fittedAgreement } from '../../src/study/logistic.ts';
import { agreement, type Columns } from '../../src/study/statistics.ts';
import type { Agreement, AgreementFigure, AgreementIntervals, LogisticCurve } from '../../src/study/summary.ts';

interface Fixture {
  readonly cases: readonly (Columns & { readonly name: string; readonly agreement: Agreement })[];
  readonly bootstrap: readonly {
    readonly case: string;
    readonly resamples: number;
    readonly seed: number;
    readonly intervals: AgreementIntervals;
  }[];
  readonly logistic: readonly (Columns & {
    readonly name: string;
    readonly curve: LogisticCurve;
    readonly agreement: Agreement;
  })[];
}

const fixture = JSON.parse(readFileSync('test/fixtures/study/statistics.json', 'utf8')) as Fixture;
const figures: readonly AgreementFigure[] = ['PLCC', 'SRCC', 'KRCC', 'RMSE', 'MSE'];

/** Fails if the error exceeds `bound`, or, for numbers above 1, `bound` times the expected number. */
function assertClose(found: number | null, wanted: number | null, bound: number, what: string): void {
  const error = found === null || wanted === null ? (found === wanted ? 0 : Infinity) : Math.abs(found - wanted);
  assert.ok(error <= bound * Math.max(1, Math.abs(wanted ?? 0)), `${what}: ${found}, but scipy gives ${wanted}`);
}

for (const { name, agreement: wanted, ...columns } of fixture.cases) {
  test(`correlations and errors equal scipy's: ${name}`, () => {
    const found = agreement(columns);
    for (const figure of figures) assertClose(found[figure], wanted[figure], 1e-9, figure);
  });
}

for (const { case: name, resamples, seed, intervals } of fixture.bootstrap) {
  test(`intervals equal numpy's percentiles of scipy's figures on the same draws: ${name}`, () => {
    const columns = fixture.cases.find((candidate) => candidate.name === name)!;
    const found = agreementIntervals(columns, { resamples, seed });
    for (const figure of figures) {
      for (const end of [0, 1] as const) {
        assertClose(found[figure]?.[end] ?? null, intervals[figure]?.[end] ?? null, 1e-9, `${figure} ${end}`);
      }
    }
  });
}

test('an outlier that leaves a step of the fit without a solution does not end it', () => {
  const given = [3, 1, 4, 1, 5, 9];
  for (const outlier of [300, 3e3, 1e5, 1e8]) {
    const fitted = fittedAgreement({ given, predicted: [0.1, 0.3, 0.2, 0.5, 0.4, outlier] });
    assert.ok(fitted === null || Number.isFinite(fitted.RMSE), `${outlier}`);
  }
});

for (const { name, curve, agreement: wanted, ...columns } of fixture.logistic) {
  test(`the logistic curve equals scipy's curve_fit: ${name}`, () => {
    const found = fittedAgreement(columns)!;
    for (const parameter of ['upper', 'lower', 'middle', 'width'] as const) {
      assertClose(found.curve[parameter], curve[parameter], 1e-5, parameter);
    }
    for (const figure of figures) assertClose(found[figure], wanted[figure], 1e-6, figure);
  });
}

test('no curve is fitted to a constant column or to fewer photos than it has parameters', () => {
  assert.is(fittedAgreement({ given: [1, 2, 3, 4, 5], predicted: [2, 2, 2, 2, 2] }), null);
  assert.is(fittedAgreement({ given: [1, 2, 3], predicted: [1, 2, 4] }), null);
});

test('without photos there is no agreement', () => {
  const nothing = { given: [], predicted: [] };
  assert.equal(Object.values(agreement(nothing)), [null, null, null, null, null]);
  assert.equal(Object.values(agreementIntervals(nothing, { resamples: 3, seed: 0 })), [null, null, null, null, null]);
});

test('the order of the photos does not matter', () => {
  const given = [3, 1, 2, 2, 5, 4, 4];
  const predicted = [1, 1, 3, 2, 6, 5, 5];
  const places = [4, 2, 6, 0, 5, 1, 3];
  const turned = { given: places.map((i) => given[i]!), predicted: places.map((i) => predicted[i]!) };
  const [first, second] = [agreement({ given, predicted }), agreement(turned)];
  for (const figure of figures) assertClose(second[figure], first[figure], 1e-12, figure);
});

test.run();
