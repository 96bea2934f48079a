import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './style.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { Problem, whenSignedOut } from './api/client';
import { keys } from './api/queries';
import { App } from './app';
import { startTexts } from './i18n';
import { theme } from './theme';

/** What the API refused stays refused; what did not get through is tried again. */
const cache = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, error) => count < 3 && !(error instanceof Problem && error.status >= 400 && error.status < 500),
    },
  },
});
whenSignedOut(() => cache.setQueryData(keys.session, null));

async function start(): Promise<void> {
  await startTexts();
  const root = document.getElementById('root');
  if (root === null) throw new Error('index.html has no element "root"');
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={cache}>
        <MantineProvider theme={theme} defaultColorScheme="auto">
          <Notifications position="top-right" />
          <BrowserRouter>
            <App />
          </BrowserRouter>
        </MantineProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}

void start();
