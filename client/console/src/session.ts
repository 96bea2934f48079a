import { createContext, useContext } from 'react';
import type { Permission, Session } from './api/types';

export const SessionContext = createContext<Session | null>(null);

/** Who is signed in. @throws Error outside of the pages that need a sign-in */
export function useSignedIn(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('Nobody is signed in.');
  return session;
}

/** Whether who is signed in may do something. What is offered only: the API judges what comes. */
export function useMay(permission: Permission): boolean {
  return useSignedIn().permissions.includes(permission);
}
