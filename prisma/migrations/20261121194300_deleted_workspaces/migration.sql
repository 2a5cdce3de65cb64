-- AlterTable
ALTER TABLE "workspaces" ADD COLUMN     "deleted_at" TIMESTAMPTZ(3);


-- Whatever is added to a workspace waits for its deletion to end (the foreign key locks its row) and is refused then.
CREATE FUNCTION "refuse_in_deleted_workspace"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM "workspaces" WHERE "id" = NEW."workspace_id" AND "deleted_at" IS NOT NULL) THEN
    RAISE EXCEPTION 'The workspace % has been deleted', NEW."workspace_id";
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "workspace_is_there" AFTER INSERT ON "entries" FOR EACH ROW EXECUTE FUNCTION "refuse_in_deleted_workspace"();
CREATE TRIGGER "workspace_is_there" AFTER INSERT ON "installs" FOR EACH ROW EXECUTE FUNCTION "refuse_in_deleted_workspace"();
CREATE TRIGGER "workspace_is_there" AFTER INSERT ON "workspace_members" FOR EACH ROW EXECUTE FUNCTION "refuse_in_deleted_workspace"();
CREATE TRIGGER "workspace_is_there" AFTER INSERT ON "purchases" FOR EACH ROW EXECUTE FUNCTION "refuse_in_deleted_workspace"();
