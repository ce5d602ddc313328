import './tour.css';
import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { TOUR_PLACE } from './tour-place.ts';
import type { Progress } from './tour-progress.ts';
import { TOUR_STEPS, type TourStep } from './tour-steps.ts';
import { useTour } from './use-tour.ts';

/** The guided tour: seven steps that follow what the person does. It can be skipped, folded up and begun again. */
export function Tour() {
  const tour = useTour();
  const place = useTourPlace();
  useMark(tour.look === 'skipped' ? undefined : tour.progress);
  if (!tour.progress || !place) return null;
  const strip =
    tour.look === 'open' ? (
      <OpenTour {...tour} progress={tour.progress} />
    ) : (
      <ClosedTour {...tour} progress={tour.progress} />
    );
  return createPortal(strip, place);
}

type TourProps = Omit<ReturnType<typeof useTour>, 'progress'> & { progress: Progress };

function OpenTour({ progress, setLook, restart }: TourProps) {
  const step = TOUR_STEPS[progress.step - 1];
  const [more, setMore] = useState(false);
  return (
    <section className={more ? 'tour more' : 'tour'} aria-label="Guided tour">
      <ProgressWords step={progress.step} />
      <div className="tour-words" aria-live="polite">
        {step ? <Step step={step} half={progress.half} /> : <TheEnd />}
      </div>
      <div className="tour-buttons">
        {/* Where there is little room, the rest is shown on request. */}
        <button
          type="button"
          className="button quiet small tour-more"
          aria-expanded={more}
          onClick={() => setMore(!more)}
        >
          {more ? 'Less' : 'More'}
        </button>
        {progress.step > 1 && (
          <button type="button" className="button quiet small tour-rest" onClick={restart}>
            Begin again
          </button>
        )}
        <button type="button" className="button quiet small tour-rest" onClick={() => setLook('folded')}>
          Fold up
        </button>
        <button type="button" className="button small" onClick={() => setLook('skipped')}>
          {step ? 'Skip' : 'Close'}
        </button>
      </div>
    </section>
  );
}

function ClosedTour({ progress, look, setLook, restart }: TourProps) {
  if (look === 'skipped') {
    return (
      <button type="button" className="tour-tab" onClick={restart}>
        Take the tour
      </button>
    );
  }
  const step = TOUR_STEPS[progress.step - 1];
  return (
    <button type="button" className="tour-tab" onClick={() => setLook('open')}>
      Tour, {step ? `${progress.step} of ${TOUR_STEPS.length}: ${step.title}` : 'done'}
    </button>
  );
}

function ProgressWords({ step }: { step: number }) {
  const shown = Math.min(step, TOUR_STEPS.length);
  return (
    <p className="tour-progress">
      {step > TOUR_STEPS.length ? 'Done' : `${shown} of ${TOUR_STEPS.length}`}
      <span className="tour-dots" aria-hidden="true">
        {TOUR_STEPS.map(({ title }, index) => (
          <span key={title} data-state={index + 1 < step ? 'done' : index + 1 === step ? 'now' : undefined} />
        ))}
      </span>
    </p>
  );
}

function Step({ step, half }: { step: TourStep; half: boolean }) {
  return (
    <>
      <h2>{step.title}</h2>
      <p>{half && step.later !== undefined ? step.later : step.what}</p>
      <p className="tour-where">
        <span>
          <strong>Who</strong> {step.who}
        </span>
        <span>
          <strong>Where</strong> {half && step.laterWhere !== undefined ? step.laterWhere : step.where}
        </span>
      </p>
    </>
  );
}

function TheEnd() {
  return (
    <>
      <h2>That was the whole way</h2>
      <p>
        Ana has been warned, and can renew with one button. Now try /grant break-glass as Ana; the fault “Workiva
        refuses roles”, after which Ada can undo what was done; or suspend an integration user in Workiva → People, and
        Ada is asked in #workiva-admins whether to revert that.
      </p>
    </>
  );
}

/** Writes the step onto the page, whose style then marks where to look. */
function useMark(progress: Progress | undefined): void {
  const step = progress && `${progress.step}${progress.half ? 'b' : ''}`;
  useEffect(() => {
    const page = document.documentElement;
    if (step === undefined) return;
    page.dataset.tourStep = step;
    return () => {
      delete page.dataset.tourStep;
    };
  }, [step]);
}

/** The tour stands above the bar and covers nothing. Backstage keeps the place for it. */
function useTourPlace(): HTMLElement | null {
  const [place, setPlace] = useState<HTMLElement | null>(null);
  useEffect(() => setPlace(document.getElementById(TOUR_PLACE)), []);
  return place;
}
