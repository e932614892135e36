package dev.postern.journal;

import java.util.List;

/**
 * The state of one file of an Artemis journal.
 *
 * @param damages in words for the administrator; empty if the file is whole
 * @param openable false if Artemis does not start with this file
 */
record JournalFile(List<String> damages, boolean openable) {}
