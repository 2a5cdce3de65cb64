-- AlterTable
ALTER TABLE "reviews" ADD COLUMN     "taken_down_at" TIMESTAMPTZ(3),
ADD COLUMN     "taken_down_reason" TEXT;


-- What was said until now is in the audit alone.
UPDATE "reviews" SET "taken_down_at" = e."at", "taken_down_reason" = e."data" ->> 'reason'
FROM "audit_events" e
WHERE e."action" = 'version.taken_down' AND e."subject" = 'version:' || "reviews"."version_id";
