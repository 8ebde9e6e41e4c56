import fc from 'fast-check';
import { expect, test } from 'vitest';
import { STAGES } from '../domain/plan.ts';
import { savedViews, viewLink, workflowLink } from './links-to-ui.ts';

const now = new Date('2026-11-23T10:00:00Z');

test('one view for stalled files, the week, each organisation and each stage', () => {
  const views = savedViews(
    [
      { id: 'aile', name: 'AILE' },
      { id: 'mission-locale', name: 'Mission Locale' },
    ],
    now,
  );
  expect(views).toHaveLength(2 + 2 + STAGES.length);
  expect(new Set(views.map(({ id }) => id)).size).toBe(views.length);
  expect(views.find(({ id }) => id === 'week')?.query).toBe(
    "WorkflowType = 'session' AND GcSessionStart >= '2026-11-23T00:00:00Z' AND GcSessionStart < '2026-11-30T00:00:00Z'",
  );
});

test('a link carries query and name whole, whatever they hold', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (query, name) => {
      const url = new URL(viewLink('http://127.0.0.1:8233/', 'default', { query, name }));
      expect(url.pathname).toBe('/namespaces/default/workflows');
      expect(url.search).not.toContain('+');
      expect(url.searchParams.get('query')).toBe(query.toWellFormed());
      expect(url.searchParams.get('savedQuery')).toBe(name.toWellFormed());
    }),
  );
});

test('a workflow has its page', () => {
  expect(workflowLink('http://127.0.0.1:8233', 'default', 'participant-GC-7K3M-9QXD')).toBe(
    'http://127.0.0.1:8233/namespaces/default/workflows/participant-GC-7K3M-9QXD',
  );
});
