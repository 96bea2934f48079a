import { createContext, useContext } from 'react';
import type { Session } from './api/types';

export const SessionContext = createContext<Session | null>(null);

/** Who is signed in. @throws Error outside of the pages that need a sign-in */
export function useSignedIn(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('Nobody is signed in.');
  return session;
}
