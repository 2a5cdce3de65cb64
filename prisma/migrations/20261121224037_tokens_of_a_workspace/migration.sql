-- AlterTable
ALTER TABLE "api_tokens" ADD COLUMN     "workspace_id" UUID;

-- CreateIndex
CREATE INDEX "api_tokens_workspace_id_idx" ON "api_tokens"("workspace_id");

-- AddForeignKey
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- By hand: the end of a workspace is the end of its tokens, also of one that somebody makes at that moment.
CREATE TRIGGER "workspace_is_there" AFTER INSERT ON "api_tokens" FOR EACH ROW WHEN (NEW."workspace_id" IS NOT NULL) EXECUTE FUNCTION "refuse_in_deleted_workspace"();
