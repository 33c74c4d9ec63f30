package dev.granary.hub;

import dev.granary.AtOnce;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Scheduler;
import dev.granary.Task;
import dev.granary.chunk.ByteSource;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.digest.Hex;
import dev.granary.digest.Sha1;
import dev.granary.digest.Sha256;
import dev.granary.download.SharedDownloads;
import dev.granary.file.Files;
import dev.granary.file.KeyLocks;
import dev.granary.file.WriteTurns;
import dev.granary.http.Http;
import dev.granary.http.HttpFactory;
import dev.granary.hub.api.Endpoint;
import dev.granary.json.JsonWriter;
import dev.granary.session.Activity;
import dev.granary.session.Events;
import dev.granary.session.Message;
import dev.granary.session.OwnEvents;
import dev.granary.session.Session;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A hub with one repository, {@code o/r}, which answers as the true one does; and its platform, on
 * which one thing happens after the other. Files longer than nine bytes are large ones, known by
 * their SHA-256, others by git's SHA-1.
 */
public final class ScriptedHub implements Http, HubPlatform {
  public static final String REPO = "o/r";
  public static final String BASE = "https://hub.test";

  /** The files of each commit, in the order of its listing. */
  final Map<String, Map<String, String>> commits = new HashMap<>();

  public final Map<String, String> branches = new HashMap<>();
  public final List<String> asked = new ArrayList<>();
  public final List<String> authorizations = new ArrayList<>();
  public final List<Long> waits = new ArrayList<>();

  /** Answers in another way where it gives something. */
  public Function<Request, Answer> script = request -> null;

  /** What has come or gone without being asked for, by its path. */
  final List<String> changes = new ArrayList<>();

  /** The repositories of which something new is known. */
  final List<String> seen = new ArrayList<>();

  public String token;
  public int pageSize = 1000;
  public boolean offline;

  /** Whether the platform has seen that it is. */
  boolean knownOffline;

  private final Session session;
  private final Scheduler scheduler = new AtOnce(waits);
  private final KeyLocks locks = (key, task) -> () -> {};
  private Map<String, String> latest = new LinkedHashMap<>();

  public ScriptedHub(Session session) {
    this.session = session;
  }

  /** Adds files, or replaces them, in what is committed next. */
  public ScriptedHub with(String path, String content) {
    latest.put(path, content);
    return this;
  }

  /** Commits, and moves the branch there. */
  public String commit(String branch) {
    String commit = Hex.encode(sha1(commits.size() + ""));
    commits.put(commit, latest);
    latest = new LinkedHashMap<>(latest);
    branches.put(branch, commit);
    return commit;
  }

  public Hub hub(Files files) {
    HubAccess access = new HubAccess(new Endpoint(BASE + "/"), this);
    SharedDownloads downloads =
        new SharedDownloads(
            session,
            new Activity(session, scheduler),
            scheduler,
            Events.NONE,
            new WriteTurns(scheduler, locks, session.owners()),
            () -> Long.MAX_VALUE);
    return new Hub(session, files, access, downloads, new OwnEvents(this::heard), scheduler);
  }

  private static byte[] sha1(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Sha1.of(bytes, 0, bytes.length);
  }

  // --- the hub ---

  @Override
  public Answer get(Request request) {
    String rest = request.url().substring(BASE.length());
    asked.add(request.rangeHeader() == null ? rest : rest + " " + request.rangeHeader());
    String sent = null;
    for (Header header : request.headers()) {
      sent = header.name().equals("Authorization") ? header.value() : sent;
    }
    authorizations.add(String.valueOf(sent));
    if (offline) {
      throw new GranaryException(Code.NETWORK, "There is no line.");
    }
    Answer scripted = script.apply(request);
    if (scripted != null) {
      return scripted;
    }
    String api = "/api/models/" + REPO;
    if (rest.startsWith(api + "/revision/")) {
      String commit = commit(rest.substring((api + "/revision/").length()), true);
      return commit == null ? missing("RevisionNotFound") : info(commit);
    }
    if (rest.startsWith(api + "/tree/")) {
      return tree(rest.substring((api + "/tree/").length()));
    }
    if (rest.startsWith("/" + REPO + "/resolve/")) {
      return file(rest.substring(("/" + REPO + "/resolve/").length()));
    }
    return answer(401, "", "x-error-code", "RepoNotFound");
  }

  private String commit(String revision, boolean branch) {
    String named = branch ? branches.getOrDefault(revision, revision) : revision;
    return commits.containsKey(named) ? named : null;
  }

  public static Answer missing(String code) {
    return answer(404, "", "x-error-code", code);
  }

  private static Answer info(String commit) {
    return json(
        new JsonWriter()
            .beginObject()
            .name("id")
            .value(REPO)
            .name("sha")
            .value(commit)
            .name("pipeline_tag")
            .value("text-generation")
            .name("library_name")
            .nullValue()
            .endObject()
            .text());
  }

  private Answer tree(String asking) {
    int query = asking.indexOf('?');
    Map<String, String> files = commits.get(asking.substring(0, query));
    int cursor = asking.indexOf("cursor=");
    int from = cursor < 0 ? 0 : Integer.parseInt(asking.substring(cursor + 7));
    JsonWriter out = new JsonWriter().beginArray();
    List<String> paths = new ArrayList<>(files.keySet());
    for (String path : paths.subList(from, Math.min(paths.size(), from + pageSize))) {
      write(out, path, files.get(path));
    }
    String text = out.endArray().text();
    String next = "<https://elsewhere.test/x?recursive=true&cursor=" + (from + pageSize);
    return from + pageSize < paths.size()
        ? answer(200, text, "link", next + ">; rel=\"next\"")
        : json(text);
  }

  public static void write(JsonWriter out, String path, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    boolean large = bytes.length > 9;
    String oid = Hex.encode(sha1(large ? "pointer" : "blob " + bytes.length + "\0" + content));
    out.beginObject().name("type").value("file").name("oid").value(oid);
    out.name("size").value(bytes.length);
    if (large) {
      out.name("lfs").beginObject().name("oid").value(sha256(content));
      out.name("size").value(bytes.length).name("pointerSize").value(134).endObject();
    }
    out.name("path").value(path).endObject();
  }

  public static String sha256(String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return Hex.encode(Sha256.of(bytes, 0, bytes.length));
  }

  private Answer file(String asking) {
    int slash = asking.indexOf('/');
    String commit = commit(asking.substring(0, slash), false);
    String content = commit == null ? null : commits.get(commit).get(asking.substring(slash + 1));
    return content == null ? missing("EntryNotFound") : answer(200, content);
  }

  /** The rest of a text, as it is asked for by a range. */
  public static Answer part(String text, int from) {
    String range = "bytes " + from + "-" + (text.length() - 1) + "/" + text.length();
    return answer(206, text.substring(from), "content-range", range);
  }

  public static Answer json(String text) {
    return answer(200, text);
  }

  /** An answer in pieces of five bytes. */
  public static Answer answer(int status, String text, String... headers) {
    Map<String, String> told = new HashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      told.put(headers[i], headers[i + 1]);
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] at = {0};
    ByteSource body =
        (ChunkBuffer into, int offset, int length) -> {
          int read = Math.min(5, Math.min(length, bytes.length - at[0]));
          System.arraycopy(bytes, at[0], into.memory(), offset, read);
          at[0] += read;
          return read == 0 ? -1 : read;
        };
    return new Answer(status, told::get, body);
  }

  // --- the caller ---

  /** A call of the hub, by a caller that never gives up. */
  public Task task() {
    return new Task(scheduler);
  }

  @Override
  public HttpFactory clients() {
    return task -> this;
  }

  @Override
  public boolean isOffline() {
    return knownOffline;
  }

  @Override
  public String token(Task asking) {
    return token;
  }

  private void heard(Message message) {
    if (message instanceof Message.Change change && change.kind().equals("repo")) {
      seen.add(change.key());
    } else if (message instanceof Message.Change change) {
      String path = change.key().substring(change.key().indexOf('/', 4));
      changes.add((change.action().equals("put") ? "+" : "-") + path);
    }
  }

  /** An answer that breaks off behind this. */
  public static Answer broken(String text) {
    Answer whole = answer(200, text);
    return new Answer(
        200,
        whole.headers(),
        (into, offset, length) -> {
          int read = whole.body().read(into, offset, length);
          if (read < 0) {
            throw new GranaryException(Code.NETWORK, "The line is lost.");
          }
          return read;
        });
  }
}
