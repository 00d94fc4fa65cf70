import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonCertificateSource;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/**
 * What DSS, the European Commission's Digital Signature Service, says of signatures. Reads lines of
 * {@code file TAB anchors TAB certificates TAB CRLs TAB seconds}: lists of files separated by commas, {@code -} for none; seconds since 1970, {@code -} for now.
 * Writes for each {@code indication TAB sub-indication TAB level}, or {@code UNREADABLE}. Nothing is fetched from anywhere.
 */
public final class Check {
  public static void main(String[] args) throws Exception {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println(check(line.split("\t")));
      }
    }
  }

  private static String check(String[] fields) {
    CommonTrustedCertificateSource anchors = new CommonTrustedCertificateSource();
    certificates(fields[1]).forEach(anchors::addCertificate);
    CommonCertificateSource known = new CommonCertificateSource();
    certificates(fields[2]).forEach(known::addCertificate);
    CommonCertificateVerifier verifier = new CommonCertificateVerifier();
    verifier.setTrustedCertSources(anchors);
    verifier.setAdjunctCertSources(known);
    verifier.setAIASource(null);
    verifier.setOcspSource(null);
    DSSDocument[] crls = names(fields[3]).stream().map(FileDocument::new).toArray(DSSDocument[]::new);
    verifier.setCrlSource(new ExternalResourcesCRLSource(crls));
    SignedDocumentValidator validator;
    try {
      validator = SignedDocumentValidator.fromDocument(new FileDocument(fields[0]));
      validator.setCertificateVerifier(verifier);
      validator.setSigningCertificateSource(known);
      if (validator.getSignatures().size() != 1) {
        return "UNREADABLE\tnot one signature\t-";
      }
    } catch (RuntimeException unreadable) {
      return "UNREADABLE\t" + String.valueOf(unreadable.getMessage()).replaceAll("\\s+", " ") + "\t-";
    }
    if (!fields[4].equals("-")) {
      validator.setValidationTime(new Date(Long.parseLong(fields[4]) * 1000));
    }
    Reports reports = validator.validateDocument();
    if (System.getProperty("explain") != null) {
      System.err.println(reports.getXmlSimpleReport() + reports.getXmlDetailedReport());
    }
    SimpleReport report = reports.getSimpleReport();
    String id = report.getFirstSignatureId();
    return report.getIndication(id) + "\t" + report.getSubIndication(id) + "\t" + report.getSignatureFormat(id);
  }

  private static List<String> names(String field) {
    return field.equals("-") ? List.of() : List.of(field.split(","));
  }

  private static List<CertificateToken> certificates(String field) {
    List<CertificateToken> found = new ArrayList<>();
    for (String name : names(field)) {
      found.add(DSSUtils.loadCertificate(new File(name)));
    }
    return found;
  }
}
