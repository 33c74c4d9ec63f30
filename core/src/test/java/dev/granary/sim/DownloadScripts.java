package dev.granary.sim;

import static dev.granary.sim.Invariants.require;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileSpec;
import dev.granary.chunk.ByteSource;
import dev.granary.download.Download;
import dev.granary.download.Downloads;
import dev.granary.file.OpenFile;
import dev.granary.file.WriterElection;
import dev.granary.http.Http;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Makes actors that download. Each sees its own version of the server's file, so the simulator
 * notices a file that mixes two versions.
 */
final class DownloadScripts {
  private static final Set<String> VERSIONS = Set.of("aab", "ddc");

  private DownloadScripts() {}

  /** Downloads a file of which the server has this version now. */
  static Actor.Script fetch(String key, String version) {
    return fetching(key, version, tag -> tag);
  }

  /** Downloads from a server that gives every version the same tag. */
  static Actor.Script fetchUntagged(String key, String version) {
    return fetching(key, version, tag -> "\"always\"");
  }

  private static Actor.Script fetching(String key, String version, UnaryOperator<String> tag) {
    Download wanted = new Download(key, "https://sim/" + key, FileSpec.ANY, List.of(), 0, false);
    return run -> {
      try {
        OpenFile file =
            downloads(run)
                .fetch(
                    wanted,
                    server(version, tag.apply('"' + version + '"')),
                    WriterElection.AT_ONCE,
                    Cancel.NEVER,
                    (loaded, total, speed, done) -> {});
        byte[] bytes = file.bytes(0, file.manifest().size());
        String text = new String(bytes, StandardCharsets.US_ASCII);
        require(VERSIONS.contains(text), key + " is of no version: " + text);
      } catch (GranaryException refused) {
        boolean conflict = refused.code() == Code.CONFLICT;
        // A later version may replace this one, and a sweep may delete it, before the actor opens
        // it.
        boolean replaced = Boolean.TRUE.equals(refused.details().get("replaced"));
        require(
            conflict || replaced || run.threw(refused),
            key + " ended with " + refused.code() + " " + refused.getMessage());
        require(
            run.threw(refused) || run.observe(() -> run.world.invariants.contested(run.actor, key)),
            key + " was refused although no other actor used it");
      } finally {
        run.observe(() -> run.world.invariants.stopsWriting(run.actor, key));
      }
    };
  }

  /**
   * Pauses the download of a file. After that no actor stores chunks of it until one resumes it.
   */
  static Actor.Script pause(String key) {
    return run -> {
      boolean paused = downloads(run).pause(key);
      run.observe(() -> run.world.invariants.stopsWriting(run.actor, key));
      if (paused) {
        int before = run.observe(() -> run.world.invariants.changes(key));
        run.files.has(key);
        run.files.has(key);
        int after = run.observe(() -> run.world.invariants.changes(key));
        require(before == after, key + " was downloaded although it had been paused");
      }
    };
  }

  static Actor.Script discard(String key) {
    return run -> downloads(run).discard(key);
  }

  private static Downloads downloads(Run run) {
    return new Downloads(run.session, milliseconds -> {}, Long.MAX_VALUE);
  }

  private static Http server(String content, String tag) {
    return asked -> {
      int from = (int) asked.from();
      int length = content.length();
      Map<String, String> headers = new HashMap<>();
      headers.put("etag", tag);
      headers.put("content-range", "bytes " + from + "-" + (length - 1) + "/" + length);
      headers.put("content-length", "" + (length - from));
      int status = asked.rangeHeader() == null ? 200 : 206;
      return new Http.Answer(status, headers::get, body(content.substring(from)));
    };
  }

  private static ByteSource body(String content) {
    byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
    int[] at = {0};
    return (into, offset, length) -> {
      int read = Math.min(length, bytes.length - at[0]);
      System.arraycopy(bytes, at[0], into.memory(), offset, read);
      at[0] += read;
      return read == 0 ? -1 : read;
    };
  }
}
