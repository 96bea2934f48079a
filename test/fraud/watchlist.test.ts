/** The installation's list: missing, empty, wrong, and the shipped one. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadWatchlist } from '../../activities/fraud/watchlist';
import { shippedWatchlist } from './support';

const file = (content: string) => {
  const path = join(mkdtempSync(join(tmpdir(), 'adjutant-watchlist-')), 'watchlist.csv');
  writeFileSync(path, content);
  return path;
};

test('the shipped list is fictional and says so', () => {
  expect(shippedWatchlist!.entries.size).toBeGreaterThan(0);
  for (const entry of shippedWatchlist!.entries.values()) expect(entry.reason).toContain('fictional');
});

test('no file is no list', () => {
  expect(loadWatchlist('/nonexistent/watchlist.csv')).toBeNull();
});

test('names are found in any spelling; the first of equal rows counts', () => {
  const list = loadWatchlist(file('\uFEFFname,reason\n"Gruber, Hans",one\nHANS GRUBER,two\n'));
  expect([...list!.entries]).toEqual([['gruber hans', { row: 1, reason: 'one' }]]);
});

test('another list has another hash', () => {
  const hashes = ['name,reason\nA B,x\n', 'name,reason\nA B,y\n'].map((text) => loadWatchlist(file(text))!.sha256);
  expect(new Set(hashes).size).toBe(2);
});

test.each([
  ['Name;Reason\nA;x\n', 'the first line must be "name,reason"'],
  ['', 'the first line must be "name,reason"'],
  ['name,reason\nA B,x\n---,y\n', 'row 2: the name is empty'],
])('a file that is no list stops the start: %j', (text, message) => {
  expect(() => loadWatchlist(file(text))).toThrow(message);
});
