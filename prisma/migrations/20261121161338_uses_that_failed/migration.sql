-- A use that failed is settled at nothing.
ALTER TABLE "usage_events" DROP CONSTRAINT "usage_events_quantity";
ALTER TABLE "usage_events" ADD CONSTRAINT "usage_events_quantity" CHECK ("quantity" >= 0);
