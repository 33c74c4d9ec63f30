package dev.granary.hub;

import dev.granary.Task;
import dev.granary.http.HttpFactory;

/** Gives the hub of a session its platform: the network, and the caller's token. */
public interface HubPlatform {
  /** Makes the clients that ask the hub. */
  HttpFactory clients();

  /**
   * Returns the caller's token, or an empty text or null where there is none; fails when the task
   * is ended. May suspend.
   */
  String token(Task asking);

  /** Returns whether the platform reports that there is no network at all. */
  boolean isOffline();
}
