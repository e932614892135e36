package dev.postern.partnersfile;

import java.util.concurrent.atomic.AtomicReference;

/** Remembers which {@link PartnersConfirmation} was used last: each confirms one change. Safe for any thread. */
public interface UsedConfirmation {

    boolean isUsed(String confirmation);

    /** Remembers this one from now on. */
    void use(String confirmation);

    /** Returns a memory that lasts as long as the process. */
    static UsedConfirmation inMemory() {
        var last = new AtomicReference<>("");
        return new UsedConfirmation() {
            @Override
            public boolean isUsed(String confirmation) {
                return confirmation.equals(last.get());
            }

            @Override
            public void use(String confirmation) {
                last.set(confirmation);
            }
        };
    }
}
