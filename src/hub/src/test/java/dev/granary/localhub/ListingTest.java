package dev.granary.localhub;

import static dev.granary.localhub.HubClient.field;
import static dev.granary.localhub.HubClient.header;
import static dev.granary.localhub.HubClient.list;
import static dev.granary.localhub.HubClient.map;
import static dev.granary.localhub.HubClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ListingTest {
  private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");

  private LocalHub hub;
  private HubClient client;

  @BeforeEach
  void start() throws IOException {
    hub = LocalHub.start(Settings.DEFAULT);
    client = new HubClient(hub);
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void aModelListsItsCommitTaskLibraryAndFiles() throws Exception {
    Object info = client.json("/api/models/granary/tiny-onnx");
    assertEquals("granary/tiny-onnx", field(info, "id"));
    assertEquals("feature-extraction", field(info, "pipeline_tag"));
    assertEquals("transformers.js", field(info, "library_name"));
    assertEquals("false", field(info, "gated"));
    assertTrue(field(info, "sha").matches("[0-9a-f]{40}"));
    assertTrue(field(info, "siblings").contains("onnx/model_q4.onnx_data_1"));
    assertEquals(info, client.json("/api/models/granary/tiny-onnx/revision/" + field(info, "sha")));
    assertEquals("auto", field(client.json("/api/models/granary/gated"), "gated"));
  }

  @Test
  void allPagesTogetherAreTheWholeListing() throws Exception {
    String tree = "/api/models/granary/tiny-onnx/tree/main?recursive=true&expand=false";
    List<Object> pages = new ArrayList<>();
    int requests = 0;
    for (String next = tree; next != null; requests++) {
      HttpResponse<byte[]> page = client.get(next);
      pages.addAll(list(Json.read(text(page))));
      Matcher link = NEXT.matcher(header(page, "Link"));
      next = link.find() ? link.group(1) : null;
    }
    assertEquals(2, requests);
    assertEquals(list(client.json(tree + "&limit=1000")), pages);
    assertEquals(14, pages.size());
  }

  @Test
  void aFolderListsItsOwnEntries() throws Exception {
    List<?> root = list(client.json("/api/models/granary/tiny-onnx/tree/main?limit=100"));
    assertTrue(
        root.stream()
            .anyMatch(
                each ->
                    field(each, "type").equals("directory") && field(each, "path").equals("onnx")));
    assertTrue(root.stream().noneMatch(each -> field(each, "path").contains("/")));
    List<?> folder = list(client.json("/api/models/granary/tiny-onnx/tree/main/onnx"));
    assertEquals(7, folder.size());
    assertTrue(folder.stream().allMatch(each -> field(each, "path").startsWith("onnx/")));
    assertEquals(
        "EntryNotFound",
        header(client.get("/api/models/granary/tiny-onnx/tree/main/absent"), "X-Error-Code"));
  }

  @Test
  void pathsInfoReturnsTheRequestedPaths() throws Exception {
    Map<String, Object> asked =
        map(
            "paths",
            List.of("onnx/model.onnx_data", "absent", "config.json", "onnx"),
            "expand",
            true);
    List<?> entries = list(client.post("/api/models/granary/tiny-onnx/paths-info/main", asked));
    assertEquals(
        List.of("onnx/model.onnx_data", "config.json", "onnx"),
        entries.stream().map(each -> field(each, "path")).toList());
    assertEquals("2097152.0", field(entries.get(0), "size"));
    assertTrue(field(entries.get(0), "lfs").contains("pointerSize"));
    assertTrue(field(entries.get(1), "lastCommit").contains("title"));
  }

  @ParameterizedTest
  @CsvSource({
    "/api/models/granary/absent, 401, RepoNotFound",
    "/api/models/granary/absent/tree/main, 401, RepoNotFound",
    "/api/models/gpt2-like/tree/absent, 404, RevisionNotFound",
    "/api/models/gpt2-like/revision/absent, 404, RevisionNotFound",
    "/absent/resolve/main/config.json, 401, RepoNotFound",
    "/gpt2-like/resolve/absent/config.json, 404, RevisionNotFound",
    "/gpt2-like/resolve/main/absent, 404, EntryNotFound",
  })
  void aMissingResourceHasAnErrorCode(String path, int status, String code) throws Exception {
    HttpResponse<byte[]> response = client.get(path);
    assertEquals(status, response.statusCode());
    assertEquals(code, header(response, "X-Error-Code"));
    assertTrue(header(response, "Access-Control-Expose-Headers").contains("X-Error-Code"));
  }

  @ParameterizedTest
  @CsvSource({"main", "v1.0", "refs%2Fpr%2F1"})
  void anIdOfOneSegmentHasRevisions(String revision) throws Exception {
    assertEquals(
        "gpt2-like", field(client.json("/api/models/gpt2-like/revision/" + revision), "id"));
    assertTrue(list(client.json("/api/models/gpt2-like/tree/" + revision)).size() > 3);
    assertEquals(200, client.get("/gpt2-like/resolve/" + revision + "/config.json").statusCode());
  }

  @Test
  void earlierCommitsStayAfterABranchMoves() throws Exception {
    String before = field(client.json("/api/models/granary/moving"), "sha");
    byte[] old = client.get("/granary/moving/resolve/main/model.safetensors").body();
    String after = field(client.post("/control/move", Map.of()), "commit");
    assertEquals(after, field(client.json("/api/models/granary/moving"), "sha"));
    assertNotEquals(before, after);
    byte[] changed = client.get("/granary/moving/resolve/main/model.safetensors").body();
    assertNotEquals(HubClient.sha256(old), HubClient.sha256(changed));
    byte[] pinned = client.get("/granary/moving/resolve/" + before + "/model.safetensors").body();
    assertEquals(HubClient.sha256(old), HubClient.sha256(pinned));
  }

  @Test
  void allRepositoriesAreListed() throws Exception {
    List<String> ids =
        list(client.json("/api/models")).stream().map(each -> field(each, "id")).toList();
    assertTrue(
        ids.containsAll(
            List.of(
                "granary/tiny-onnx",
                "granary/tiny-gguf",
                "granary/tiny-safetensors",
                "granary/formats",
                "granary/gated",
                "granary/moving",
                "granary/big",
                "gpt2-like")));
  }
}
