package dev.granary.session;

/** Events of a session that is alone: only its own user hears them. */
public record OwnEvents(Hearing user) implements Events {
  @Override
  public void tell(Message message) {
    user.heard(message);
  }

  @Override
  public boolean tellOthers(Message message) {
    return false;
  }

  @Override
  public void whenOthersTell(Hearing hearing) {}
}
