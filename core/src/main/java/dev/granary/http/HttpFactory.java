package dev.granary.http;

import dev.granary.Task;

/** Makes the HTTP client of one task: when the task ends, so do the requests of its client. */
public interface HttpFactory {
  Http of(Task task);
}
