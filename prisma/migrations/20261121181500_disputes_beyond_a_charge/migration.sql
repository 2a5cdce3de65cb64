-- A bank may take back more than is left of a charge: all of what was refunded in part. What was refunded stays within it.
ALTER TABLE "charges" DROP CONSTRAINT "charges_taken_back";
ALTER TABLE "charges" ADD CONSTRAINT "charges_taken_back" CHECK (
  "refunded_minor" BETWEEN 0 AND "gross_minor" AND "disputed_minor" >= 0 AND "lost_minor" >= 0);
