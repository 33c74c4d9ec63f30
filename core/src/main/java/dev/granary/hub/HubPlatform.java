package dev.granary.hub;

import dev.granary.Delay;
import dev.granary.download.Download;
import dev.granary.file.ProgressMeter;
import dev.granary.http.Http;

/** Who calls the hub, for one call: how it reaches the network, and how it does several things. */
public interface HubPlatform {
  /** For questions to the hub; fails when the caller gives up. */
  Http http();

  /**
   * The caller's token; empty or null where there is none; fails when the caller gives up. May
   * suspend.
   */
  String token();

  /** Whether the platform says that there is no network at all, so that asking is in vain. */
  boolean offline();

  /** Between two tries; fails when the caller gives up. */
  Delay delay();

  /**
   * Runs a lane several times side by side, never two at the same instant, and waits for all of
   * them. When one fails the others are stopped as if the caller had given up; the first failure is
   * thrown. May suspend.
   */
  void sideBySide(int lanes, Lane lane);

  /** What a repository holds has been stored. Never suspends. */
  void seen(String repo);

  /** A file has come by itself, or has gone, which who calls cannot see. Never suspends. */
  void changed(String key, boolean stored);

  /** Work that others like it are done beside. May suspend. */
  interface Lane {
    void run(Fetcher fetcher);
  }

  /** Fetches the files of one lane. */
  interface Fetcher {
    /** The same as the caller's. */
    String token();

    /** Has a file stored; returns when it is. May suspend. */
    void fetch(Download wanted, ProgressMeter.Listener listener);
  }
}
