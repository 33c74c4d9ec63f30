package dev.granary.session;

/**
 * Tells the user of a session what happens, and the other sessions of the same store: the port that
 * a browser keeps by events and a BroadcastChannel. No method suspends.
 */
public interface Events {
  /** Where no other session is, and the user hears nothing. */
  Events NONE =
      new Events() {
        @Override
        public void tell(Message message) {}

        @Override
        public boolean tellOthers(Message message) {
          return false;
        }

        @Override
        public void whenOthersTell(Hearing hearing) {}
      };

  /** Hears what another session tells. Never suspends. */
  interface Hearing {
    void heard(Message message);
  }

  /** Tells the user of this session and all other sessions. */
  void tell(Message message);

  /** Tells the other sessions alone; false where there can be none. */
  boolean tellOthers(Message message);

  /** Says what in this session hears the others. */
  void whenOthersTell(Hearing hearing);
}
