package dev.granary.download;

import static dev.granary.download.Bench.CONTENT;
import static dev.granary.download.Bench.fails;
import static dev.granary.download.ScriptedServer.drop;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests that the list of unfinished downloads says whether a download continues or begins anew. */
final class ResumableTest {
  private final Bench bench = new Bench();

  private void interrupted(FileSpec spec) {
    bench.server.then(drop(9));
    Download once = new Download("k", ScriptedServer.URL, spec, List.of(), 0, false);
    fails(Code.NETWORK, () -> bench.fetch(once));
    assertEquals(8, bench.downloads().unfinished().get(0).loaded());
    bench.server.asked.clear();
  }

  private void assertResumable(boolean resumable) {
    assertEquals(resumable, bench.downloads().unfinished().get(0).resumable());
    assertEquals(CONTENT, bench.resume());
    assertEquals(List.of(resumable ? "8-" : "all"), bench.server.asked);
  }

  @Test
  void anEtagMakesADownloadResumable() {
    interrupted(FileSpec.ANY);
    assertResumable(true);
  }

  @Test
  void aDateMakesADownloadResumable() {
    bench.server.exposes = false;
    bench.server.lastModified = "Wed, 21 Oct 2015 07:28:00 GMT";
    interrupted(FileSpec.ANY);
    assertResumable(true);
  }

  @Test
  void aDigestMakesADownloadResumable() {
    bench.server.etag = null;
    interrupted(Bench.digest(CONTENT));
    assertResumable(true);
  }

  @Test
  void withoutAnyProofADownloadIsNotResumable() {
    bench.server.exposes = false;
    interrupted(FileSpec.ANY);
    assertResumable(false);
  }

  @Test
  void aWeakEtagAloneIsNoProof() {
    bench.server.etag = "W/\"1\"";
    interrupted(FileSpec.ANY);
    assertResumable(false);
  }

  @Test
  void gitsDigestAloneIsNoProofEvenBesideAnEtag() {
    interrupted(Bench.blob(CONTENT));
    assertResumable(false);
  }

  /** A caller that knows the digest continues what was not resumable. */
  @Test
  void aDigestThatIsPromisedLaterIsAProof() {
    bench.server.exposes = false;
    interrupted(FileSpec.ANY);
    assertEquals(false, bench.downloads().unfinished().get(0).resumable());
    assertEquals(CONTENT, bench.fetch(Bench.digest(CONTENT)));
    assertEquals(List.of("8-"), bench.server.asked);
  }
}
