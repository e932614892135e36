package dev.postern.postmaster;

import java.util.List;

/**
 * The kind of incident that one digest reports.
 *
 * @param word for their Message-ID
 * @param subject of a notice about one message
 * @param introduction lines before the description
 */
public record NoticeKind(String word, String subject, List<String> introduction) {}
