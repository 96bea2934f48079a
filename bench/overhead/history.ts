/** What a claim leaves in Temporal's history: how many of each, and where the time went. */
import type { WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';

const { EventType } = temporal.api.enums.v1;

export interface HistoryShape {
  events: number;
  workflowTasks: number;
  activities: number;
  localActivities: number;
  bytes: number;
}

export interface HistoryStep {
  /** From the first event on. */
  atMs: number;
  event: string;
  detail: string;
}

type Event = temporal.api.history.v1.IHistoryEvent;

/** Count what is in the history of one workflow, and list its events with their times. */
export async function readHistory(handle: WorkflowHandle): Promise<{ shape: HistoryShape; steps: HistoryStep[] }> {
  const history = await handle.fetchHistory();
  const events = history.events ?? [];
  const count = (type: number) => events.filter((event) => event.eventType === type).length;
  const first = events[0] === undefined ? 0 : instant(events[0]);
  return {
    shape: {
      events: events.length,
      workflowTasks: count(EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED),
      activities: count(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED),
      localActivities: events.filter(
        (event) => event.markerRecordedEventAttributes?.markerName === 'core_local_activity',
      ).length,
      bytes: temporal.api.history.v1.History.encode(history).finish().length,
    },
    steps: events.map((event) => ({
      atMs: instant(event) - first,
      event: (EventType[event.eventType ?? 0] ?? '').replace('EVENT_TYPE_', '').toLowerCase().replaceAll('_', ' '),
      detail: detailOf(event),
    })),
  };
}

function instant(event: Event): number {
  const { seconds, nanos } = event.eventTime ?? {};
  return Number(seconds ?? 0) * 1000 + (nanos ?? 0) / 1e6;
}

function detailOf(event: Event): string {
  const scheduled = event.activityTaskScheduledEventAttributes?.activityType?.name;
  if (scheduled != null) return scheduled;
  const data = event.markerRecordedEventAttributes?.details?.data?.payloads?.[0]?.data;
  if (data == null) return '';
  const marker: unknown = JSON.parse(Buffer.from(data).toString('utf8'));
  const name = (marker as { activity_type?: unknown }).activity_type;
  return typeof name === 'string' ? name : '';
}
