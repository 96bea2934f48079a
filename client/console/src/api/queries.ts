/** What pages read and change, with the keys under which it is kept. */
import { keepPreviousData, type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api, setCsrfToken } from './client';
import type { paths } from './schema';
import type { DecisionBody, Session } from './types';

export const keys = {
  session: ['session'] as const,
  tasks: ['tasks'] as const,
  task: (taskId: string) => ['task', taskId] as const,
  claims: ['claims'] as const,
  claim: (claimNumber: string) => ['claim', claimNumber] as const,
};

/** Who is signed in; null when nobody is. */
export function useSession() {
  return useQuery({
    queryKey: keys.session,
    queryFn: async (): Promise<Session | null> => {
      const { data, response } = await api.GET('/v1/session');
      const session = response.ok ? (data ?? null) : null;
      setCsrfToken(session?.csrfToken ?? null);
      return session;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

type SessionBody = paths['/v1/session']['post']['requestBody']['content']['application/json'];

export function useSignIn() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: SessionBody) => answerOf(api.POST('/v1/session', { body })),
    onSuccess: (session) => {
      setCsrfToken(session.csrfToken);
      cache.setQueryData(keys.session, session);
    },
  });
}

export function useSignOut() {
  const cache = useQueryClient();
  return useMutation({
    /** @returns where to sign out at the identity provider too; null where there is none */
    mutationFn: async (atProvider: boolean): Promise<string | null> => {
      if (atProvider) return (await answerOf(api.POST('/v1/session/oidc/logout'))).location;
      await api.DELETE('/v1/session');
      return null;
    },
    onSettled: (location) => {
      setCsrfToken(null);
      cache.clear();
      cache.setQueryData(keys.session, null);
      if (location) window.location.assign(location);
    },
  });
}

export function useEpisodes(claimNumber: string) {
  return useQuery({
    queryKey: [...keys.claim(claimNumber), 'episodes'],
    queryFn: () => answerOf(api.GET('/v1/claims/{claimNumber}/episodes', { params: { path: { claimNumber } } })),
  });
}

export type Reopening = NonNullable<
  paths['/v1/claims/{claimNumber}/reopenings']['post']['requestBody']
>['content']['application/json']['reopening'];

/** The key makes a lost answer harmless: sent again, it is the same reopening. */
export function useReopen(claimNumber: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ reopening, files, key }: { reopening: Reopening; files: File[]; key: string }) =>
      answerOf(
        api.POST('/v1/claims/{claimNumber}/reopenings', {
          params: { path: { claimNumber }, header: { 'idempotency-key': key } },
          body: { reopening },
          ...(files.length === 0 ? {} : { bodySerializer: () => formOf(files, 'reopening', reopening) }),
        }),
      ),
    onSettled: () => cache.invalidateQueries({ queryKey: keys.claim(claimNumber) }),
  });
}

/** What is said comes before the files, so that it is judged before any file is kept. */
export function formOf(files: File[], name?: string, said?: unknown): FormData {
  const form = new FormData();
  if (name !== undefined) form.append(name, new Blob([JSON.stringify(said)], { type: 'application/json' }));
  for (const file of files) form.append('files', file);
  return form;
}

export type TaskFilter = NonNullable<paths['/v1/tasks']['get']['parameters']['query']>;

export function useTasks(filter: TaskFilter) {
  return useQuery({
    queryKey: [...keys.tasks, filter],
    queryFn: () => answerOf(api.GET('/v1/tasks', { params: { query: filter } })),
    placeholderData: keepPreviousData,
  });
}

export function useTask(taskId: string | null) {
  return useQuery({
    queryKey: keys.task(taskId ?? ''),
    queryFn: () => answerOf(api.GET('/v1/tasks/{taskId}', { params: { path: { taskId: taskId ?? '' } } })),
    enabled: taskId !== null,
  });
}

export type ClaimFilter = NonNullable<paths['/v1/claims']['get']['parameters']['query']>;

export function useClaims(filter: ClaimFilter) {
  return useQuery({
    queryKey: [...keys.claims, filter],
    queryFn: () => answerOf(api.GET('/v1/claims', { params: { query: filter } })),
    placeholderData: keepPreviousData,
  });
}

export function useClaim(claimNumber: string) {
  return useQuery({
    queryKey: keys.claim(claimNumber),
    queryFn: () => answerOf(api.GET('/v1/claims/{claimNumber}', { params: { path: { claimNumber } } })),
  });
}

export interface SentDecision {
  taskId: string;
  /** Hash of the evidence that was on the screen. */
  evidenceHash: string;
  /** Sent again under the same key, it gets its first answer again. */
  key: string;
  body: DecisionBody;
}

export function useDecide() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ taskId, evidenceHash, key, body }: SentDecision) =>
      answerOf(
        api.POST('/v1/tasks/{taskId}/decisions', {
          params: { path: { taskId }, header: { 'if-match': `"${evidenceHash}"`, 'idempotency-key': key } },
          body,
        }),
      ),
    // Not waited for: the person is told at once how it ended, also where nothing can be read any more.
    onSettled: () => void cache.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' }),
  });
}

export function useDocuments(claimNumber: string) {
  return useQuery({
    queryKey: [...keys.claim(claimNumber), 'documents'],
    queryFn: () => answerOf(api.GET('/v1/claims/{claimNumber}/documents', { params: { path: { claimNumber } } })),
  });
}

export function useDocumentText(claimNumber: string, fileId: string) {
  return useQuery({
    queryKey: [...keys.claim(claimNumber), 'text', fileId],
    queryFn: () =>
      answerOf(
        api.GET('/v1/claims/{claimNumber}/documents/{fileId}/text', { params: { path: { claimNumber, fileId } } }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useTaskCounts() {
  return useQuery({ queryKey: [...keys.tasks, 'counts'], queryFn: () => answerOf(api.GET('/v1/tasks/counts')) });
}

/** Take a task for oneself, or give it back. */
export function useAssign() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ taskId, take }: { taskId: string; take: boolean }): Promise<void> => {
      const params = { path: { taskId } };
      await (take
        ? answerOf(api.PUT('/v1/tasks/{taskId}/assignment', { params, body: {} }))
        : answerOf(api.DELETE('/v1/tasks/{taskId}/assignment', { params })));
    },
    onSettled: () => afterAssigning(cache),
  });
}

/** In the queue, and where a task is looked at. */
async function afterAssigning(cache: QueryClient): Promise<void> {
  await Promise.all([keys.tasks, ['task']].map((queryKey) => cache.invalidateQueries({ queryKey })));
}

export function useTimeline(claimNumber: string) {
  return useQuery({
    queryKey: [...keys.claim(claimNumber), 'timeline'],
    queryFn: () => answerOf(api.GET('/v1/claims/{claimNumber}/timeline', { params: { path: { claimNumber } } })),
  });
}

/** What is overdue or should be looked at on open claims, due first on top. */
export function useClocksAtRisk(enabled: boolean) {
  return useQuery({
    queryKey: ['clocks'],
    queryFn: () => answerOf(api.GET('/v1/clocks/at-risk', { params: { query: { limit: 20 } } })),
    refetchInterval: 60_000,
    enabled,
  });
}

/** What is owed on a claim by when. */
export function useClocks(claimNumber: string) {
  return useQuery({
    queryKey: [...keys.claim(claimNumber), 'clocks'],
    queryFn: () => answerOf(api.GET('/v1/claims/{claimNumber}/clocks', { params: { path: { claimNumber } } })),
  });
}

export function useLetters(claimNumber: string) {
  return useQuery({
    queryKey: [...keys.claim(claimNumber), 'letters'],
    queryFn: () => answerOf(api.GET('/v1/claims/{claimNumber}/letters', { params: { path: { claimNumber } } })),
  });
}

export function useLetterText(claimNumber: string, key: string | null) {
  return useQuery({
    queryKey: [...keys.claim(claimNumber), 'letter', key],
    queryFn: () =>
      answerOf(
        api.GET('/v1/claims/{claimNumber}/letters/{key}/text', { params: { path: { claimNumber, key: key ?? '' } } }),
      ),
    enabled: key !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** @param enabled false while nobody asks for it */
export function useWordingText(product: string, edition: string, enabled: boolean) {
  return useQuery({
    queryKey: ['wording', product, edition],
    queryFn: () => answerOf(api.GET('/v1/wordings/{product}/{edition}', { params: { path: { product, edition } } })),
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The letter that a decision would lead to, checked. @param body null while there is none to look at */
export function useLetterPreview(taskId: string, body: DecisionBody | null) {
  return useQuery({
    queryKey: [...keys.task(taskId), 'letter', body],
    queryFn: () =>
      answerOf(
        api.POST('/v1/tasks/{taskId}/letter-preview', { params: { path: { taskId } }, body: body as DecisionBody }),
      ),
    enabled: body !== null,
    placeholderData: keepPreviousData,
  });
}

/** Claims in which a claimant waits for an answer. */
export function useUnanswered() {
  return useQuery({
    queryKey: ['unanswered'],
    queryFn: () => answerOf(api.GET('/v1/messages/unanswered')),
    refetchInterval: 15_000,
  });
}

export function useColleagues(enabled: boolean) {
  return useQuery({ queryKey: ['users'], queryFn: () => answerOf(api.GET('/v1/users')), enabled });
}

export type LedgerFilter = NonNullable<paths['/v1/ledger']['get']['parameters']['query']>;

export function useLedger(filter: LedgerFilter) {
  return useQuery({
    queryKey: ['ledger', filter],
    queryFn: () => answerOf(api.GET('/v1/ledger', { params: { query: filter } })),
    placeholderData: keepPreviousData,
  });
}

export function useVerification() {
  return useMutation({ mutationFn: () => answerOf(api.POST('/v1/ledger/verification')) });
}

/** Give tasks to somebody, or to nobody. */
export function useGiveTasks() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: { taskIds: string[]; assignee: string | null }) =>
      answerOf(api.POST('/v1/assignments', { body })),
    onSettled: () => afterAssigning(cache),
  });
}

export type FigureFilter = NonNullable<paths['/v1/figures']['get']['parameters']['query']>;

export function useFigures(filter: FigureFilter) {
  return useQuery({
    queryKey: ['figures', filter],
    queryFn: () => answerOf(api.GET('/v1/figures', { params: { query: filter } })),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}

/** How one can sign in here. */
export function useSignInMethods() {
  return useQuery({
    queryKey: ['methods'],
    queryFn: () => answerOf(api.GET('/v1/session/methods')),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useChangePassword() {
  return useMutation({
    mutationFn: (body: { password: string; newPassword: string }) =>
      answerOf(api.PUT('/v1/session/password', { body })),
  });
}

/** What claimant and team write to each other. */
export function useMessages(claimNumber: string) {
  return useQuery({
    queryKey: [...keys.claim(claimNumber), 'messages'],
    queryFn: () => answerOf(api.GET('/v1/claims/{claimNumber}/messages', { params: { path: { claimNumber } } })),
    refetchInterval: 15_000,
  });
}

export function useAnswer(claimNumber: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (text: string) =>
      answerOf(api.POST('/v1/claims/{claimNumber}/messages', { params: { path: { claimNumber } }, body: { text } })),
    onSettled: () =>
      Promise.all(
        [[...keys.claim(claimNumber), 'messages'], ['unanswered']].map((queryKey) =>
          cache.invalidateQueries({ queryKey }),
        ),
      ),
  });
}
