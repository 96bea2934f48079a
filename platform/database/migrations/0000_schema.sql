CREATE TABLE "access_records" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"tenant" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"event" text NOT NULL,
	"user_id" text,
	"actor" text,
	"facts" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "passwords" (
	"tenant" text NOT NULL,
	"user_id" text NOT NULL,
	"hash" text NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "passwords_tenant_user_id_pk" PRIMARY KEY("tenant","user_id")
);
--> statement-breakpoint
CREATE TABLE "sign_in_attempts" (
	"tenant" text NOT NULL,
	"subject" text NOT NULL,
	"failures" integer NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	"blocked_until" timestamp with time zone,
	CONSTRAINT "sign_in_attempts_tenant_subject_pk" PRIMARY KEY("tenant","subject")
);
--> statement-breakpoint
CREATE TABLE "claim_projections" (
	"tenant" text NOT NULL,
	"claim_number" text NOT NULL,
	"episode" integer NOT NULL,
	"version" integer NOT NULL,
	"status" text NOT NULL,
	"outcome" text,
	"line" text,
	"policy_number" text NOT NULL,
	"payable_minor" bigint,
	"claimed_minor" bigint GENERATED ALWAYS AS ((body->>'claimedMinor')::bigint) STORED,
	"updated_at" timestamp with time zone NOT NULL,
	"body" jsonb NOT NULL,
	CONSTRAINT "claim_projections_tenant_claim_number_episode_pk" PRIMARY KEY("tenant","claim_number","episode")
);
--> statement-breakpoint
CREATE TABLE "claim_reopenings" (
	"tenant" text NOT NULL,
	"claim_number" text NOT NULL,
	"episode" integer NOT NULL,
	"kind" text NOT NULL,
	"request_id" text NOT NULL,
	"reason_ref" text NOT NULL,
	"by_user" text NOT NULL,
	"by_role" text NOT NULL,
	"files" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "claim_reopenings_tenant_claim_number_episode_pk" PRIMARY KEY("tenant","claim_number","episode")
);
--> statement-breakpoint
CREATE TABLE "claims" (
	"tenant" text NOT NULL,
	"claim_number" text NOT NULL,
	"episode" integer DEFAULT 1 NOT NULL,
	"serial" serial NOT NULL,
	"idempotency_key" text NOT NULL,
	"request_hash" text NOT NULL,
	"notice" jsonb NOT NULL,
	"files" jsonb NOT NULL,
	"policy_number" text NOT NULL,
	"loss_date" text NOT NULL,
	"cause" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "claims_tenant_claim_number_pk" PRIMARY KEY("tenant","claim_number")
);
--> statement-breakpoint
CREATE TABLE "evidence" (
	"tenant" text NOT NULL,
	"claim_number" text NOT NULL,
	"ref" text NOT NULL,
	"kind" text NOT NULL,
	"body" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "evidence_tenant_claim_number_ref_pk" PRIMARY KEY("tenant","claim_number","ref")
);
--> statement-breakpoint
CREATE TABLE "review_tasks" (
	"tenant" text NOT NULL,
	"task_id" text NOT NULL,
	"claim_number" text NOT NULL,
	"episode" integer NOT NULL,
	"version" integer NOT NULL,
	"kind" text NOT NULL,
	"status" text NOT NULL,
	"role" text NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone,
	"line" text,
	"stake_minor" bigint,
	"points" integer GENERATED ALWAYS AS (jsonb_array_length(body->'why')) STORED,
	"body" jsonb NOT NULL,
	CONSTRAINT "review_tasks_tenant_task_id_pk" PRIMARY KEY("tenant","task_id")
);
--> statement-breakpoint
CREATE TABLE "linked_identities" (
	"tenant" text NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"user_id" text NOT NULL,
	"linked_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "linked_identities_tenant_issuer_subject_pk" PRIMARY KEY("tenant","issuer","subject")
);
--> statement-breakpoint
CREATE TABLE "pending_sign_ins" (
	"id_hash" text PRIMARY KEY NOT NULL,
	"tenant" text NOT NULL,
	"state" text NOT NULL,
	"nonce" text NOT NULL,
	"code_verifier" text NOT NULL,
	"return_to" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ledger_heads" (
	"tenant" text PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ledger_records" (
	"tenant" text NOT NULL,
	"seq" bigint NOT NULL,
	"workflow_id" text NOT NULL,
	"step" text NOT NULL,
	"claim_number" text NOT NULL,
	"episode" integer NOT NULL,
	"prev_hash" text NOT NULL,
	"hash" text NOT NULL,
	"body" jsonb NOT NULL,
	CONSTRAINT "ledger_records_tenant_seq_pk" PRIMARY KEY("tenant","seq")
);
--> statement-breakpoint
CREATE TABLE "claim_messages" (
	"tenant" text NOT NULL,
	"claim_number" text NOT NULL,
	"message_id" text NOT NULL,
	"sender" text NOT NULL,
	"user_id" text NOT NULL,
	"text" text NOT NULL,
	"sent_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "claim_messages_tenant_claim_number_message_id_pk" PRIMARY KEY("tenant","claim_number","message_id")
);
--> statement-breakpoint
CREATE TABLE "model_answers" (
	"tenant" text NOT NULL,
	"key" text NOT NULL,
	"claim_number" text NOT NULL,
	"task" text NOT NULL,
	"body" jsonb NOT NULL,
	"outcome" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "model_answers_tenant_key_pk" PRIMARY KEY("tenant","key")
);
--> statement-breakpoint
CREATE TABLE "model_attempts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" text NOT NULL,
	"key" text NOT NULL,
	"claim_number" text NOT NULL,
	"task" text NOT NULL,
	"workflow_id" text NOT NULL,
	"rung" integer NOT NULL,
	"model" text NOT NULL,
	"deployment" text NOT NULL,
	"status" text NOT NULL,
	"holder" uuid NOT NULL,
	"lease_until" timestamp with time zone NOT NULL,
	"currency" text NOT NULL,
	"reserved_nano" bigint NOT NULL,
	"settled_nano" bigint,
	"scopes" jsonb NOT NULL,
	"policy_hash" text NOT NULL,
	"prompt_hash" text NOT NULL,
	"prices_from" text NOT NULL,
	"propensity" double precision NOT NULL,
	"usage" jsonb,
	"outcome" text,
	"reasons" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"output" jsonb,
	"request_id" text,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	"provider_ms" double precision
);
--> statement-breakpoint
CREATE TABLE "model_budgets" (
	"tenant" text NOT NULL,
	"scope" text NOT NULL,
	"reserved_nano" bigint NOT NULL,
	"settled_nano" bigint NOT NULL,
	CONSTRAINT "model_budgets_tenant_scope_pk" PRIMARY KEY("tenant","scope")
);
--> statement-breakpoint
CREATE TABLE "model_records" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "model_records_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant" text NOT NULL,
	"batch" jsonb NOT NULL,
	"refused" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "model_similar" (
	"tenant" text NOT NULL,
	"key" text NOT NULL,
	"claim_number" text NOT NULL,
	"task" text NOT NULL,
	"same_hash" text NOT NULL,
	"vector" double precision[],
	"threshold" double precision NOT NULL,
	"source_key" text,
	"similarity" double precision,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "model_similar_tenant_key_pk" PRIMARY KEY("tenant","key")
);
--> statement-breakpoint
CREATE TABLE "letters" (
	"tenant" text NOT NULL,
	"claim_number" text NOT NULL,
	"key" text NOT NULL,
	"kind" text NOT NULL,
	"request_hash" text NOT NULL,
	"content_ref" text NOT NULL,
	"sha256" text NOT NULL,
	"location" text,
	"status" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"delivered_at" timestamp with time zone,
	CONSTRAINT "letters_tenant_claim_number_key_pk" PRIMARY KEY("tenant","claim_number","key")
);
--> statement-breakpoint
CREATE TABLE "payments" (
	"tenant" text NOT NULL,
	"key" text NOT NULL,
	"claim_number" text NOT NULL,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"status" text NOT NULL,
	"bank_reference" text,
	"rejection" text,
	"over_limit" boolean DEFAULT false NOT NULL,
	"sections" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payments_tenant_key_pk" PRIMARY KEY("tenant","key")
);
--> statement-breakpoint
CREATE TABLE "simulated_bank" (
	"key" text PRIMARY KEY NOT NULL,
	"bank_reference" text NOT NULL,
	"status" text NOT NULL,
	"body" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "access_tokens" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"tenant" text NOT NULL,
	"user_id" text NOT NULL,
	"kind" text DEFAULT 'token' NOT NULL,
	"scopes" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "decision_tickets" (
	"ticket" text PRIMARY KEY NOT NULL,
	"tenant" text NOT NULL,
	"user_id" text NOT NULL,
	"claim_number" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_by_decision" text,
	"used_for" text,
	"judgement" jsonb
);
--> statement-breakpoint
CREATE TABLE "users" (
	"tenant" text NOT NULL,
	"user_id" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	CONSTRAINT "users_tenant_user_id_pk" PRIMARY KEY("tenant","user_id")
);
--> statement-breakpoint
CREATE TABLE "claim_marks" (
	"tenant" text NOT NULL,
	"reference" text NOT NULL,
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"policy_number" text NOT NULL,
	CONSTRAINT "claim_marks_tenant_kind_value_reference_pk" PRIMARY KEY("tenant","kind","value","reference")
);
--> statement-breakpoint
CREATE TABLE "claims_history" (
	"tenant" text NOT NULL,
	"reference" text NOT NULL,
	"section" text NOT NULL,
	"policy_number" text NOT NULL,
	"loss_date" date NOT NULL,
	"peril" text NOT NULL,
	"currency" text NOT NULL,
	"claimed_minor" bigint NOT NULL,
	"paid_minor" bigint NOT NULL,
	"origin" text NOT NULL,
	"claimant_name" text,
	CONSTRAINT "claims_history_tenant_reference_section_pk" PRIMARY KEY("tenant","reference","section")
);
--> statement-breakpoint
CREATE TABLE "policies" (
	"tenant" text NOT NULL,
	"policy_number" text NOT NULL,
	"effective_from" date NOT NULL,
	"effective_to" date NOT NULL,
	"line" text NOT NULL,
	"jurisdiction" text NOT NULL,
	"currency" text NOT NULL,
	"body" jsonb NOT NULL,
	"imported_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "policies_tenant_policy_number_effective_from_pk" PRIMARY KEY("tenant","policy_number","effective_from")
);
--> statement-breakpoint
CREATE TABLE "switches" (
	"tenant" text NOT NULL,
	"name" text NOT NULL,
	"state" text NOT NULL,
	"reason_ref" text NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "switches_tenant_name_pk" PRIMARY KEY("tenant","name")
);
--> statement-breakpoint
CREATE TABLE "webhook_deliveries" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "webhook_deliveries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant" text NOT NULL,
	"endpoint_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"type" text NOT NULL,
	"subject" text NOT NULL,
	"data" jsonb NOT NULL,
	"occurred_at" timestamp with time zone DEFAULT now() NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone DEFAULT now() NOT NULL,
	"problem" text,
	"delivered_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "webhook_endpoints" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"tenant" text NOT NULL,
	"url" text NOT NULL,
	"types" jsonb,
	"status" text DEFAULT 'active' NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "wording_clauses" (
	"tenant" text NOT NULL,
	"product" text NOT NULL,
	"edition" text NOT NULL,
	"ordinal" integer NOT NULL,
	"number" text NOT NULL,
	"heading" text NOT NULL,
	"path" jsonb NOT NULL,
	"text" text NOT NULL,
	"terms" jsonb NOT NULL,
	"vector" "bytea",
	CONSTRAINT "wording_clauses_tenant_product_edition_number_pk" PRIMARY KEY("tenant","product","edition","number")
);
--> statement-breakpoint
CREATE TABLE "wordings" (
	"tenant" text NOT NULL,
	"product" text NOT NULL,
	"edition" text NOT NULL,
	"title" text NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	"source" text NOT NULL,
	"clauses" integer NOT NULL,
	"space" text,
	"imported_at" timestamp with time zone DEFAULT now() NOT NULL,
	"erased_at" timestamp with time zone,
	CONSTRAINT "wordings_tenant_product_edition_pk" PRIMARY KEY("tenant","product","edition")
);
--> statement-breakpoint
CREATE TABLE "absences" (
	"tenant" text NOT NULL,
	"user_id" text NOT NULL,
	"delegate" text NOT NULL,
	"from_at" timestamp with time zone NOT NULL,
	"until_at" timestamp with time zone NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "absences_tenant_user_id_pk" PRIMARY KEY("tenant","user_id")
);
--> statement-breakpoint
CREATE TABLE "assignment_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "assignment_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant" text NOT NULL,
	"task_id" text NOT NULL,
	"claim_number" text NOT NULL,
	"assignee_before" text,
	"assignee_after" text,
	"by_user" text NOT NULL,
	"by_role" text NOT NULL,
	"version" integer NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "task_assignments" (
	"tenant" text NOT NULL,
	"task_id" text NOT NULL,
	"claim_number" text NOT NULL,
	"assignee" text,
	"assigned_by" text NOT NULL,
	"assigned_at" timestamp with time zone DEFAULT now() NOT NULL,
	"version" integer NOT NULL,
	CONSTRAINT "task_assignments_tenant_task_id_pk" PRIMARY KEY("tenant","task_id")
);
--> statement-breakpoint
CREATE TABLE "task_views" (
	"tenant" text NOT NULL,
	"task_id" text NOT NULL,
	"user_id" text NOT NULL,
	"first_shown_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "task_views_tenant_task_id_user_id_pk" PRIMARY KEY("tenant","task_id","user_id")
);
--> statement-breakpoint
CREATE INDEX "access_records_user" ON "access_records" USING btree ("tenant","user_id","at");--> statement-breakpoint
CREATE INDEX "access_records_at" ON "access_records" USING btree ("tenant","at");--> statement-breakpoint
CREATE INDEX "sign_in_attempts_age" ON "sign_in_attempts" USING btree ("last_at");--> statement-breakpoint
CREATE INDEX "claim_projections_status" ON "claim_projections" USING btree ("tenant","status");--> statement-breakpoint
CREATE UNIQUE INDEX "claim_reopenings_request" ON "claim_reopenings" USING btree ("tenant","claim_number","request_id");--> statement-breakpoint
CREATE UNIQUE INDEX "claims_idempotency" ON "claims" USING btree ("tenant","idempotency_key");--> statement-breakpoint
CREATE INDEX "claims_claimant" ON "claims" USING btree ("tenant",("notice"->'claimant'->>'userId'));--> statement-breakpoint
CREATE INDEX "claims_same_loss" ON "claims" USING btree ("tenant","policy_number","loss_date","cause");--> statement-breakpoint
CREATE INDEX "review_tasks_claim" ON "review_tasks" USING btree ("tenant","claim_number");--> statement-breakpoint
CREATE INDEX "review_tasks_open" ON "review_tasks" USING btree ("tenant",coalesce(due_at, 'infinity'),"task_id") WHERE status = 'open';--> statement-breakpoint
CREATE INDEX "review_tasks_queue" ON "review_tasks" USING btree ("tenant","kind","due_at","stake_minor","points","task_id","role","line","claim_number") WHERE status = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_records_step" ON "ledger_records" USING btree ("tenant","workflow_id","step");--> statement-breakpoint
CREATE INDEX "ledger_records_claim" ON "ledger_records" USING btree ("tenant","claim_number","seq");--> statement-breakpoint
CREATE INDEX "ledger_records_action" ON "ledger_records" USING btree ("tenant",(body->'entry'->>'action'),"seq");--> statement-breakpoint
CREATE INDEX "claim_messages_newest" ON "claim_messages" USING btree ("tenant","sent_at");--> statement-breakpoint
CREATE INDEX "model_answers_claim" ON "model_answers" USING btree ("tenant","claim_number");--> statement-breakpoint
CREATE INDEX "model_attempts_key" ON "model_attempts" USING btree ("tenant","key","started_at");--> statement-breakpoint
CREATE INDEX "model_attempts_claim" ON "model_attempts" USING btree ("tenant","claim_number");--> statement-breakpoint
CREATE UNIQUE INDEX "model_attempts_one_open" ON "model_attempts" USING btree ("tenant","key") WHERE status = 'open';--> statement-breakpoint
CREATE INDEX "model_attempts_leases" ON "model_attempts" USING btree ("lease_until") WHERE status = 'open';--> statement-breakpoint
CREATE INDEX "model_attempts_routing" ON "model_attempts" USING btree ("task","model","started_at");--> statement-breakpoint
CREATE INDEX "model_records_waiting" ON "model_records" USING btree ("id") WHERE refused IS NULL;--> statement-breakpoint
CREATE INDEX "model_similar_claim" ON "model_similar" USING btree ("tenant","claim_number","task","same_hash");--> statement-breakpoint
CREATE INDEX "decision_tickets_user" ON "decision_tickets" USING btree ("tenant","user_id");--> statement-breakpoint
CREATE INDEX "claim_marks_reference" ON "claim_marks" USING btree ("tenant","reference");--> statement-breakpoint
CREATE INDEX "claim_marks_invoice" ON "claim_marks" USING btree ("tenant",split_part(value, '|', 1)) WHERE kind = 'invoice';--> statement-breakpoint
CREATE INDEX "claims_history_policy" ON "claims_history" USING btree ("tenant","policy_number","loss_date");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_pending" ON "webhook_deliveries" USING btree ("status","next_at");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_order" ON "webhook_deliveries" USING btree ("endpoint_id","subject","id");--> statement-breakpoint
CREATE INDEX "webhook_endpoints_tenant" ON "webhook_endpoints" USING btree ("tenant","status");--> statement-breakpoint
CREATE INDEX "absences_delegate" ON "absences" USING btree ("tenant","delegate");--> statement-breakpoint
CREATE INDEX "assignment_events_claim" ON "assignment_events" USING btree ("tenant","claim_number","id");--> statement-breakpoint
CREATE INDEX "task_assignments_assignee" ON "task_assignments" USING btree ("tenant","assignee","task_id");