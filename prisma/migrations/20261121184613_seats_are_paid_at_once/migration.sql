-- AlterTable
ALTER TABLE "subscriptions" DROP COLUMN "seats_added_in";

