-- CreateTable
CREATE TABLE "database_identity" (
    "id" UUID NOT NULL,

    CONSTRAINT "database_identity_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "entries_digest_idx" ON "entries"("digest");

-- CreateIndex
CREATE INDEX "sidecars_digest_idx" ON "sidecars"("digest");

-- One of each database, and of its copies.
INSERT INTO "database_identity" ("id") VALUES (gen_random_uuid());
CREATE UNIQUE INDEX "database_identity_one" ON "database_identity" ((true));
