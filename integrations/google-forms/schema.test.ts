import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inOrder, parseResponse, parseResponsePage, parseStructure } from './schema.ts';

const submission = fc.record({
  responseId: fc.constantFrom('A', 'B', 'C'),
  createTime: fc.constant('2026-11-20T08:00:00Z'),
  lastSubmittedTime: fc.constantFrom('2026-11-21T08:00:00Z', '2026-11-21T08:00:00.5Z', '2026-11-21T08:00:01.123456789Z'),
});

function read(list: readonly unknown[]) {
  return inOrder(list.flatMap((each) => parseResponse('1A', each) ?? []));
}

test('any shuffling and doubling of a page gives the same list', () => {
  fc.assert(
    fc.property(fc.array(submission), fc.array(submission), (some, others) => {
      const once = read([...some, ...others]);
      expect(read([...others, ...some, ...others])).toEqual(once);
      expect(once.map((each) => each.lastSubmittedTime)).toEqual(once.map((each) => each.lastSubmittedTime).toSorted());
    }),
  );
});

test('no answer of any shape makes the reader throw', () => {
  fc.assert(
    fc.property(fc.anything(), (body) => {
      parseStructure('1A', body);
      parseResponsePage('1A', body);
      parseResponse('1A', body);
      parseResponse('1A', { responseId: 'A', lastSubmittedTime: '2026-11-21T08:00:00Z', answers: body, respondentEmail: body });
    }),
  );
});

test('an answer that is no form is no structure', () => {
  expect(parseStructure('1A', {})).toBeNull();
  expect(parseStructure('1A', '{"formId":"1')).toBeNull();
  expect(parseStructure('1A', { info: {} })?.questions).toEqual([]);
});
