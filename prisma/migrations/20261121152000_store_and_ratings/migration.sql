-- CreateEnum
CREATE TYPE "Risk" AS ENUM ('low', 'medium', 'high');

-- AlterTable
ALTER TABLE "extensions" ADD COLUMN     "abi" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "featured_at" TIMESTAMPTZ(3),
ADD COLUMN     "rating_count" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "rating_sum" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "risk" "Risk" NOT NULL DEFAULT 'low';

-- CreateTable
CREATE TABLE "ratings" (
    "id" UUID NOT NULL,
    "extension_id" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "stars" INTEGER NOT NULL,
    "text" TEXT NOT NULL DEFAULT '',
    "version" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "reply" TEXT,
    "replied_at" TIMESTAMPTZ(3),
    "hidden_at" TIMESTAMPTZ(3),
    "hidden_reason" TEXT,

    CONSTRAINT "ratings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rating_reports" (
    "rating_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "rating_reports_pkey" PRIMARY KEY ("rating_id","user_id")
);

-- CreateIndex
CREATE INDEX "ratings_user_id_updated_at_idx" ON "ratings"("user_id", "updated_at");

-- CreateIndex
CREATE UNIQUE INDEX "ratings_extension_id_user_id_key" ON "ratings"("extension_id", "user_id");

-- CreateIndex
CREATE INDEX "rating_reports_user_id_at_idx" ON "rating_reports"("user_id", "at");

-- AddForeignKey
ALTER TABLE "ratings" ADD CONSTRAINT "ratings_extension_id_fkey" FOREIGN KEY ("extension_id") REFERENCES "extensions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ratings" ADD CONSTRAINT "ratings_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rating_reports" ADD CONSTRAINT "rating_reports_rating_id_fkey" FOREIGN KEY ("rating_id") REFERENCES "ratings"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rating_reports" ADD CONSTRAINT "rating_reports_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


ALTER TABLE "ratings" ADD CONSTRAINT "ratings_stars" CHECK ("stars" BETWEEN 1 AND 5);

-- The descriptive columns of what is in the store already.
UPDATE "extensions" e SET "abi" = v."manifest"->>'abi', "risk" = coalesce((
  SELECT max(CASE
    WHEN request->>'id' IN ('entries.write', 'credentials.read', 'credentials.write', 'network') THEN 'high'
    WHEN request->>'id' IN ('entries.read', 'jobs.schedule', 'extensions.call', 'users') THEN 'medium'
    ELSE 'low' END::"Risk")
  FROM json_array_elements(v."manifest"->'permissions') request), 'low')
FROM "versions" v WHERE v."id" = e."latest_version_id";
