package dev.granary.store;

/**
 * Names the durable steps of the protocol. Each commit is one of them. Tests fail, kill and starve
 * the store at these points.
 */
public enum Step {
  FILE_BEGIN("file.begin"),
  FILE_CHUNK("file.chunk"),
  FILE_TOUCH("file.touch"),
  FILE_COMMIT("file.commit"),
  FILE_PUT("file.put"),
  FILE_DISCARD("file.discard"),
  FILE_PAUSE("file.pause"),
  FILE_DELETE("file.delete"),
  FILE_PIN("file.pin"),
  FILE_REPAIR("file.repair"),
  FILE_ADOPT("file.adopt"),
  DOCUMENT_PUT("document.put"),
  DOCUMENT_DELETE("document.delete"),
  MODEL_PUT("model.put"),
  MODEL_CHANGE("model.change"),
  MODEL_RESTORE("model.restore"),
  MODEL_PIN("model.pin"),
  MODEL_DELETE("model.delete"),
  COLLECTION_PUT("collection.put"),
  COLLECTION_DELETE("collection.delete"),
  REPO_PUT("repo.put"),
  REPO_DELETE("repo.delete"),
  CLEAR("clear"),
  JOURNAL_EXPIRE("journal.expire"),
  SWEEP("sweep"),
  RECOUNT("recount"),
  EVICT("evict"),
  ACCESS("access");

  private final String label;

  Step(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
