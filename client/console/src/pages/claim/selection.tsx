/** What is looked at: a value on the right and its place on a page on the left are one selection. */
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import type { Source } from '../../api/types';

export interface Chosen {
  source: Source;
  /** Of the value, e.g. `field:<fileId>:3` or `line:<itemId>`; the other side marks the same one. */
  id: string;
  /** Changes with every choice, so that choosing the same again scrolls again. */
  turn: number;
  /** Where it was chosen: the other side scrolls. */
  from: 'page' | 'value';
}

interface Selection {
  chosen: Chosen | null;
  choose(source: Source, id: string, from?: Chosen['from']): void;
}

const SelectionContext = createContext<Selection>({ chosen: null, choose: () => {} });
export const useSelection = () => useContext(SelectionContext);

export function SelectionProvider({ children }: { children: ReactNode }) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const choose = useCallback<Selection['choose']>((source, id, from = 'value') => {
    setChosen((before) => ({ source, id, from, turn: (before?.turn ?? 0) + 1 }));
  }, []);
  const value = useMemo(() => ({ chosen, choose }), [chosen, choose]);
  return <SelectionContext.Provider value={value}>{children}</SelectionContext.Provider>;
}
