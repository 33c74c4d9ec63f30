package dev.granary.download;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.Origin;
import dev.granary.http.Http;
import dev.granary.http.Retries;
import dev.granary.http.Validator;
import java.util.ArrayList;
import java.util.List;

/** Asks a server whether a stored file has changed there. */
final class Revalidation {
  private final Download wanted;
  private final Http http;
  private final Retries retries;
  private final Http.Request request;

  /**
   * @param span how many bytes to ask for at once: the answer begins a download if the file has
   *     changed
   */
  Revalidation(Download wanted, Http http, Retries retries, long span) {
    this.wanted = wanted;
    this.http = http;
    this.retries = retries;
    Http.Request all = Http.Request.of(wanted.url()).with(wanted.headers());
    this.request = span < Long.MAX_VALUE ? all.range(0, span) : all;
  }

  /** Returns the request for the file. */
  Http.Request request() {
    return request;
  }

  /** Returns the answer with the changed file, or null when the file is the same. */
  Http.Answer news(FileManifest held) {
    Origin origin = held.origin();
    boolean known = origin != null && origin.url().equals(wanted.url());
    String validator = known ? origin.validator() : null;
    Http.Answer answer = validator == null ? null : ifChanged(validator);
    if (answer == null) {
      answer = retries.get(http, request);
    }
    if (answer.status() != 304 && !Validator.proves(validator, answer)) {
      return answer;
    }
    answer.body().close();
    return null;
  }

  /**
   * Asks with a condition; returns null when the server does not let other origins send the header.
   */
  private Http.Answer ifChanged(String validator) {
    List<Http.Header> headers = new ArrayList<>(wanted.headers());
    headers.add(Validator.unlessSame(validator));
    try {
      Http.Answer answer = http.get(request.with(headers));
      if (answer.status() == 200 || answer.status() == 206 || answer.status() == 304) {
        return answer;
      }
      answer.body().close();
    } catch (GranaryException failure) {
      if (failure.code() != Code.NETWORK) {
        throw failure;
      }
    }
    return null;
  }
}
