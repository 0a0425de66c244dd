package io.godwit.manager.rest;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.api.ManagerAdmit;
import io.godwit.protocol.api.ManagerPlace;
import io.godwit.protocol.api.ManagerView;
import java.util.List;

/** The managers themselves, as the leader knows them. */
public interface Managers {
  List<ManagerView> list() throws InterruptedException;

  /** Lets one take part; see {@link io.godwit.manager.membership.Members#admit}. */
  ManagerPlace admit(ManagerAdmit wish) throws InterruptedException;

  /** Sends one away; see {@link io.godwit.manager.membership.Members#dismiss}. */
  void dismiss(String name) throws InterruptedException;

  /** All that is kept, as one file; see {@link io.godwit.manager.backup.Backup}. */
  byte[] backup();

  /** Of a manager that is not one of several. */
  static Managers alone() {
    return new Managers() {
      @Override
      public List<ManagerView> list() {
        return List.of();
      }

      @Override
      public ManagerPlace admit(ManagerAdmit wish) {
        throw unknown();
      }

      @Override
      public void dismiss(String name) {
        throw unknown();
      }

      @Override
      public byte[] backup() {
        throw unknown();
      }

      private GodwitException unknown() {
        return new GodwitException(
            ErrorCode.MANAGER_UNKNOWN,
            "This manager takes no part in an ensemble.",
            "Ask one that does.");
      }
    };
  }
}
