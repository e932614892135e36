package dev.postern.partner;

/** Reacts to a change of the partners. */
@FunctionalInterface
public interface PartnersListener {

    /**
     * Called after the change took effect, one change at a time, on the thread that watches the file: it must not
     * block.
     *
     * @param before what was in force until now
     * @param now what is in force
     */
    void partnersChanged(PartnerDirectory before, PartnerDirectory now);
}
