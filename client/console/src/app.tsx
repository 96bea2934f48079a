/** The console: who is signed in sees the pages of their role; who is not, the sign-in. */
import { Center, Loader } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { useSession } from './api/queries';
import { firstPageOf } from './pages';
import { SignInPage } from './pages/sign-in';
import { Shell } from './parts/shell';
import { SessionContext } from './session';

const QueuePage = lazy(() => import('./pages/queue/queue-page'));
const ClaimsPage = lazy(() => import('./pages/claims-page'));
const MessagesPage = lazy(() => import('./pages/messages-page'));
const OversightPage = lazy(() => import('./pages/oversight/oversight-page'));
const DashboardPage = lazy(() => import('./pages/dashboard/dashboard-page'));
const OwnClaimsPage = lazy(() => import('./pages/mine/own-claims-page'));
const OwnClaimPage = lazy(() => import('./pages/mine/own-claim-page'));
const ReportPage = lazy(() => import('./pages/mine/report-page'));
const ClaimPage = lazy(() => import('./pages/claim/claim-page'));

const waiting = (
  <Center h="60vh">
    <Loader />
  </Center>
);

export function App() {
  const session = useSession();
  if (session.isPending) return waiting;
  if (!session.data) return <SignInPage />;
  const first = firstPageOf(session.data);
  return (
    <SessionContext.Provider value={session.data}>
      <Shell>
        <Suspense fallback={waiting}>
          <Routes>
            <Route path="/dashboard" element={<DashboardPage />} />
            <Route path="/oversight" element={<OversightPage />} />
            <Route path="/queue" element={<QueuePage />} />
            <Route path="/claims" element={<ClaimsPage />} />
            <Route path="/messages" element={<MessagesPage />} />
            <Route path="/claims/:claimNumber" element={<ClaimPage />} />
            <Route path="/my" element={<OwnClaimsPage />} />
            <Route path="/my/report" element={<ReportPage />} />
            <Route path="/my/:claimNumber" element={<OwnClaimPage />} />
            <Route path="*" element={<Navigate to={first} replace />} />
          </Routes>
        </Suspense>
      </Shell>
    </SessionContext.Provider>
  );
}
