package dev.granary.hub;

import dev.granary.Delay;
import dev.granary.download.Download;
import dev.granary.file.ProgressMeter;
import dev.granary.http.Http;

/** Gives one call of the hub the platform: the network, the token, and work side by side. */
public interface HubPlatform {
  /** Gives the client for questions to the hub; it fails when the caller gives up. */
  Http http();

  /**
   * Gives the caller's token, or an empty text or null where there is none; fails when the caller
   * gives up. May suspend.
   */
  String token();

  /** Tells whether the platform says that there is no network at all. */
  boolean offline();

  /** Gives the delay between two tries; it fails when the caller gives up. */
  Delay delay();

  /**
   * Runs a lane several times side by side, never two at the same instant, and waits for all of
   * them. When one fails the others are stopped as if the caller had given up; the first failure is
   * thrown. May suspend.
   */
  void sideBySide(int lanes, Lane lane);

  /** Tells that the listing of a repository was stored. Never suspends. */
  void seen(String repo);

  /** Tells that the hub has stored a file without fetching it, or deleted one. Never suspends. */
  void changed(String key, boolean stored);

  /** Work that runs beside other lanes. May suspend. */
  interface Lane {
    void run(Fetcher fetcher);
  }

  /** Fetches the files of one lane. */
  interface Fetcher {
    /** Gives the caller's token. May suspend. */
    String token();

    /** Downloads a file, and returns when it is stored. May suspend. */
    void fetch(Download wanted, ProgressMeter.Listener listener);
  }
}
